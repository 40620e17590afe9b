import { once } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { keepAlive } from "./keep-alive.ts";

const PING_MS = 20_000;

let server: WebSocketServer;
let client: WebSocket;
/** The gateway's side of it. */
let socket: WebSocket;
beforeEach(async () => {
  server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  client = new WebSocket(`ws://127.0.0.1:${address.port}`, { autoPong: false });
  const [connected] = await Promise.all([once(server, "connection"), once(client, "open")]);
  const [opened]: WebSocket[] = connected;
  if (opened === undefined) throw new Error("no socket");
  socket = opened;
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  keepAlive(socket, PING_MS);
});
afterEach(() => {
  vi.useRealTimers();
  client.terminate();
  server.close();
});

function nextPing(): void {
  vi.advanceTimersByTime(PING_MS);
}

test("a socket that replies to nothing is ended", async () => {
  const closed = once(client, "close");
  nextPing();
  expect(socket.readyState).toBe(WebSocket.OPEN);
  nextPing();
  await closed;
});

test.each(["pong", "message"] as const)("a socket from which a %s comes is alive", async (what) => {
  for (let n = 0; n < 3; n += 1) {
    nextPing();
    const come = once(socket, what);
    if (what === "pong") client.pong();
    else client.send("something");
    await come;
  }
  expect(socket.readyState).toBe(WebSocket.OPEN);
});

test("a socket that is not read is not taken for dead, and is once it is read again", async () => {
  socket.pause();
  for (let n = 0; n < 3; n += 1) nextPing();
  expect(socket.readyState).toBe(WebSocket.OPEN);
  const closed = once(client, "close");
  socket.resume();
  nextPing();
  await closed;
});
