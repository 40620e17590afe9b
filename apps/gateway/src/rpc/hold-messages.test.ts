import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { holdMessages } from "./hold-messages.ts";

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

interface Connected {
  readonly client: WebSocket;
  readonly socket: WebSocket;
}

async function connected(): Promise<Connected> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const client = new WebSocket(`ws://127.0.0.1:${address.port}`);
  open.push(
    () => server.close(),
    () => client.terminate(),
  );
  const [sockets] = await Promise.all([once(server, "connection"), once(client, "open")]);
  const [socket]: WebSocket[] = sockets;
  if (socket === undefined) throw new Error("no socket");
  return { client, socket };
}

/** As one piece: what comes behind the first message has been read when that is in hand. */
async function sendTogether({ client, socket }: Connected, messages: readonly string[]): Promise<void> {
  socket.pause();
  await Promise.all(messages.map(async (message) => new Promise((resolve) => client.send(message, resolve))));
  socket.resume();
}

test("what comes behind a message waits until it is handed over, in its order", async () => {
  const both = await connected();
  const { client, socket } = both;
  const read: string[] = [];
  const isFirst = Promise.withResolvers<() => void>();
  const isLast = Promise.withResolvers<void>();
  socket.on("message", (data) => {
    if (Buffer.isBuffer(data)) read.push(data.toString());
    if (read.length === 1) isFirst.resolve(holdMessages(socket));
    if (read.length === 4) isLast.resolve();
  });
  await sendTogether(both, ["who I am", "one", "two"]);
  const release = await isFirst.promise;
  expect(socket.isPaused).toBe(true);
  await new Promise(setImmediate);
  expect(read).toEqual(["who I am"]);
  release();
  client.send("three");
  await isLast.promise;
  expect(read).toEqual(["who I am", "one", "two", "three"]);
});

test("what was held for a socket that has closed meanwhile is nobody's", async () => {
  const both = await connected();
  const { socket } = both;
  const read: string[] = [];
  const isFirst = Promise.withResolvers<() => void>();
  socket.on("message", (data) => {
    if (Buffer.isBuffer(data)) read.push(data.toString());
    isFirst.resolve(holdMessages(socket));
  });
  await sendTogether(both, ["who I am", "one"]);
  const release = await isFirst.promise;
  socket.close();
  release();
  expect(read).toEqual(["who I am"]);
});
