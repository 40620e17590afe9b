import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

/**
 * A WebSocket client for load: it costs so little that the gateway, not the client, is what is measured. It writes many
 * frames at once, with an all-zero mask, and hands out text frames without decoding them.
 */
export interface LoadSocket {
  /** Queues a text frame (ASCII); `flush` writes all queued ones. */
  readonly queue: (text: string) => void;
  readonly flush: () => void;
  /** Writes a binary frame at once. */
  readonly sendBytes: (bytes: Uint8Array) => void;
  readonly close: () => void;
  /** Resolves when the connection has ended. */
  readonly closed: Promise<void>;
}

const PONG_FOR = "PING";
const OPCODE = 0x0f;
const [TEXT, PING] = [0x1, 0x9];
/** Heads of whole frames from a client. */
const [TEXT_HEAD, BINARY_HEAD, PONG_HEAD] = [0x81, 0x82, 0x8a];

export interface LoadSocketOptions {
  readonly gatewayUrl: string;
  /** The session that signs the socket in. */
  readonly token: string;
  /** tRPC's endpoint when left out. */
  readonly path?: "/trpc" | "/pings";
  /** Gets each frame's payload. */
  readonly onText: (payload: Buffer) => void;
}

/** Connects to the gateway. */
export async function openLoadSocket(options: LoadSocketOptions): Promise<LoadSocket> {
  const { gatewayUrl, token, path = "/trpc", onText } = options;
  const { hostname, port } = new URL(gatewayUrl);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  socket.on("error", (error) => console.error("load socket:", error.message));
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Authorization: Bearer ${token}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n\r\n`,
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
    sendBytes(bytes) {
      socket.write(headOf(BINARY_HEAD, bytes.length), "latin1");
      socket.write(bytes);
    },
    close: () => socket.destroy(),
    closed: new Promise((resolve) => socket.once("close", () => resolve())),
  };
  await readFrames(socket, (payload, opcode) => {
    if (opcode === PING) socket.write(headOf(PONG_HEAD, payload.length) + payload.toString("latin1"), "latin1");
    if (opcode !== TEXT) return;
    if (payload.length === PONG_FOR.length && payload.toString("latin1") === PONG_FOR) {
      client.queue("PONG");
      client.flush();
    } else onText(payload);
  });
  return client;
}

/** A masked text frame as latin1 characters; a mask of zeros leaves the text as it is. */
function frameOf(text: string): string {
  return headOf(TEXT_HEAD, text.length) + text;
}

function headOf(kind: number, bytes: number): string {
  const length =
    bytes < 126 ? String.fromCharCode(0x80 | bytes) : `\xfe${String.fromCharCode(bytes >> 8, bytes & 0xff)}`;
  return `${String.fromCharCode(kind)}${length}\0\0\0\0`;
}

/** Resolves when the upgrade is accepted; from then on `onFrame` gets every payload. */
async function readFrames(socket: Socket, onFrame: (payload: Buffer, opcode: number) => void): Promise<void> {
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
        if (status !== "HTTP/1.1 101") reject(new Error(`the gateway returned ${status}`));
        rest = rest.subarray(end + 4);
        isOpen = true;
        resolve();
      }
      rest = takeFrames(rest, onFrame);
    });
  });
}

/** Hands out every whole frame and returns what is left over. */
function takeFrames(buffer: Buffer, onFrame: (payload: Buffer, opcode: number) => void): Buffer {
  let at = 0;
  while (buffer.length - at >= 2) {
    const short = (buffer[at + 1] ?? 0) & 0x7f;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (buffer.length - at < head) break;
    const length =
      short < 126 ? short : short === 126 ? buffer.readUInt16BE(at + 2) : Number(buffer.readBigUInt64BE(at + 2));
    if (buffer.length - at < head + length) break;
    onFrame(buffer.subarray(at + head, at + head + length), (buffer[at] ?? 0) & OPCODE);
    at += head + length;
  }
  return buffer.subarray(at);
}
