import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

/**
 * A WebSocket client for load: it costs so little that the gateway, not the client, is what is measured. It writes many
 * frames at once, with an all-zero mask, and reads text frames below 64 KB without decoding them.
 */
export interface LoadSocket {
  /** Queues a text frame (ASCII); `flush` writes all queued ones. */
  readonly queue: (text: string) => void;
  readonly flush: () => void;
  readonly close: () => void;
}

const PONG_FOR = "PING";

/** Connects to the gateway's tRPC endpoint as the bearer of `token`; `onText` gets each frame's payload. */
export async function openLoadSocket(
  gatewayUrl: string,
  token: string,
  onText: (payload: Buffer) => void,
): Promise<LoadSocket> {
  const { hostname, port } = new URL(gatewayUrl);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  socket.on("error", (error) => console.error("load socket:", error.message));
  socket.write(
    `GET /trpc?connectionParams=1 HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n\r\n`,
  );
  let waiting = "";
  const client: LoadSocket = {
    queue(text) {
      waiting += frameOf(text);
    },
    flush() {
      if (waiting !== "") socket.write(waiting, "latin1");
      waiting = "";
    },
    close: () => socket.destroy(),
  };
  await readFrames(socket, (payload) => {
    if (payload.length === PONG_FOR.length && payload.toString("latin1") === PONG_FOR) {
      client.queue("PONG");
      client.flush();
    } else onText(payload);
  });
  client.queue(JSON.stringify({ method: "connectionParams", data: { token } }));
  client.flush();
  return client;
}

/** A masked text frame as latin1 characters; a mask of zeros leaves the text as it is. */
function frameOf(text: string): string {
  const length =
    text.length < 126
      ? String.fromCharCode(0x80 | text.length)
      : `\xfe${String.fromCharCode(text.length >> 8, text.length & 0xff)}`;
  return `\x81${length}\0\0\0\0${text}`;
}

/** Resolves when the upgrade is answered; from then on `onFrame` gets every payload. */
async function readFrames(socket: Socket, onFrame: (payload: Buffer) => void): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let rest: Buffer = Buffer.alloc(0);
    let isOpen = false;
    socket.once("close", () => reject(new Error("the gateway closed the connection")));
    socket.on("data", (chunk) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      if (!isOpen) {
        const end = rest.indexOf("\r\n\r\n");
        if (end === -1) return;
        const status = rest.toString("latin1", 0, 12);
        if (status !== "HTTP/1.1 101") reject(new Error(`the gateway answered ${status}`));
        rest = rest.subarray(end + 4);
        isOpen = true;
        resolve();
      }
      rest = takeFrames(rest, onFrame);
    });
  });
}

/** Hands out every whole frame and answers what is left over. */
function takeFrames(buffer: Buffer, onFrame: (payload: Buffer) => void): Buffer {
  let at = 0;
  while (buffer.length - at >= 2) {
    const short = (buffer[at + 1] ?? 0) & 0x7f;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (buffer.length - at < head) break;
    const length =
      short < 126 ? short : short === 126 ? buffer.readUInt16BE(at + 2) : Number(buffer.readBigUInt64BE(at + 2));
    if (buffer.length - at < head + length) break;
    // Text frames only; the servers' own pings carry no text.
    if (((buffer[at] ?? 0) & 0x0f) === 1) onFrame(buffer.subarray(at + head, at + head + length));
    at += head + length;
  }
  return buffer.subarray(at);
}
