import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, createServer as createNetServer } from "node:net";
import { expect, test } from "vitest";
import { listenAt } from "./listen.ts";

const HOST = "127.0.0.1";

function greeter(): Server {
  return createServer((_request, response) => response.end("hello"));
}

async function greet(port: number): Promise<string> {
  return await (await fetch(`http://${HOST}:${port}/`, { headers: { connection: "close" } })).text();
}

test("many clients that connect at once are all served on one port", async () => {
  const listening = await listenAt(greeter(), { host: HOST, port: 0 });
  const greetings = await Promise.all(Array.from({ length: 400 }, () => greet(listening.port)));
  expect(new Set(greetings)).toEqual(new Set(["hello"]));
  await listening.close();
});

test("a port on which somebody else listens is refused, even if they would share it", async () => {
  const other = createNetServer().listen({ host: HOST, port: 0, reusePort: process.platform === "linux" });
  await once(other, "listening");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server has such an address
  const { port } = other.address() as AddressInfo;
  await expect(listenAt(greeter(), { host: HOST, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  other.close();
});

test("closing waits for the connections of every socket, and takes no new ones", async () => {
  const held: (() => void)[] = [];
  const server = createServer((_request, response) => held.push(() => response.end("late")));
  const listening = await listenAt(server, { host: HOST, port: 0 });
  const late = Array.from({ length: 20 }, () => greet(listening.port));
  while (held.length < late.length) await new Promise(setImmediate);
  let isClosed = false;
  const closing = listening.close().then(() => {
    isClosed = true;
  });
  const [refused] = await once(connect(listening.port, HOST), "error");
  expect(refused).toMatchObject({ code: "ECONNREFUSED" });
  expect(isClosed).toBe(false);
  for (const respond of held) respond();
  expect(await Promise.all(late)).toEqual(late.map(() => "late"));
  await closing;
});
