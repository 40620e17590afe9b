import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway, type TestGateway } from "../test-gateway.ts";

const PER_ADDRESS = 6;
/** Where the half requests come from; the test itself calls from elsewhere. */
const FLOOD = "127.0.0.2";

let atlas: TestGateway;
beforeAll(async () => {
  const connections = { headMs: 1_000, requestMs: 1_500, checkEveryMs: 20, halfOpenPerAddress: PER_ADDRESS };
  atlas = await startTestGateway({ connections });
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

async function send(text: string): Promise<Socket> {
  const socket = connect({ port: Number(new URL(atlas.url).port), host: "127.0.0.1", localAddress: FLOOD });
  socket.on("error", () => {});
  await once(socket, "connect");
  socket.write(text);
  socket.resume();
  return socket;
}

async function ended(socket: Socket): Promise<void> {
  if (!socket.destroyed) await once(socket, "close");
}

test.each([
  ["half a head", "GET /healthz HTTP/1.1\r\nHost: a"],
  ["nothing", ""],
  ["half a body", "POST /driver/location HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n123"],
])("a connection that sends %s is dropped in time", async (_what, text) => {
  const socket = await send(text);
  await ended(socket);
  expect((await fetch(`${atlas.url}/healthz`)).status).toBe(200);
});

test("an address has so many half requests; one more ends the oldest, and who sends a whole one is served", async () => {
  const half = "GET /healthz HTTP/1.1\r\nHost: a";
  const open = [];
  for (let n = 0; n < PER_ADDRESS; n += 1) open.push(await send(half));
  const whole = await send(`${half}\r\nConnection: close\r\n\r\n`);
  const [reply] = await once(whole, "data");
  expect(String(reply)).toMatch(/^HTTP\/1\.1 200 /);
  const [oldest, ...others] = open;
  if (oldest !== undefined) await ended(oldest);
  expect(others.every(({ destroyed }) => !destroyed)).toBe(true);
  await Promise.all(others.map(ended));
});

test("connections whose requests have come whole are not counted", async () => {
  const whole = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
  const open = [];
  for (let n = 0; n < PER_ADDRESS * 2; n += 1) {
    const socket = await send(whole);
    expect(String((await once(socket, "data"))[0])).toMatch(/^HTTP\/1\.1 200 /);
    open.push(socket);
  }
  expect(open.every(({ destroyed }) => !destroyed)).toBe(true);
  for (const socket of open) socket.destroy();
});
