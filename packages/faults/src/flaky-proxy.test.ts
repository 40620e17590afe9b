import { once } from "node:events";
import { createServer, connect as open, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FlakyProxy } from "./flaky-proxy.ts";

let target: Server;
let proxy: FlakyProxy;
const accepted = new Set<Socket>();
beforeEach(async () => {
  target = createServer((socket) => {
    accepted.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => accepted.delete(socket));
    socket.pipe(socket);
  });
  target.listen(0, "127.0.0.1");
  await once(target, "listening");
  const address = target.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  proxy = await FlakyProxy.before(`tcp://127.0.0.1:${address.port}`);
});
afterEach(async () => {
  await proxy[Symbol.asyncDispose]();
  for (const socket of accepted) socket.destroy();
  target.close();
  await once(target, "close");
});

function connect(): Socket {
  const { hostname, port } = new URL(proxy.url);
  const socket = open(Number(port), hostname);
  socket.on("error", () => {});
  return socket;
}

async function echo(socket: Socket, text: string): Promise<string> {
  const reply = once(socket, "data");
  socket.write(text);
  const [chunk] = await reply;
  return String(chunk);
}

test("silent, an open connection hears nothing more and no end, while new ones are served", async () => {
  const old = connect();
  expect(await echo(old, "before")).toBe("before");
  const heard: string[] = [];
  for (const event of ["data", "end", "close"]) old.on(event, () => heard.push(event));
  expect(proxy.silence()).toBe(1);
  old.write("swallowed");
  const fresh = connect();
  expect(await echo(fresh, "after")).toBe("after");
  expect(heard).toEqual([]);

  const [server] = accepted;
  old.destroy();
  await once(old, "close");
  expect(await echo(fresh, "again")).toBe("again");
  expect(server?.closed).toBe(false);
  fresh.destroy();
});

test("cut, every connection ends and none is taken until it is mended", async () => {
  const silent = connect();
  await echo(silent, "a");
  proxy.silence();
  const speaking = connect();
  await echo(speaking, "b");
  const ended = Promise.all([once(silent, "close"), once(speaking, "close")]);
  await proxy.cut();
  await ended;
  const [refusal] = await once(connect(), "error");
  expect(refusal).toMatchObject({ code: "ECONNREFUSED" });
  await proxy.mend();
  const fresh = connect();
  expect(await echo(fresh, "c")).toBe("c");
  fresh.destroy();
});

/** The end of Postgres' reply; the target sends back whatever it gets. */
const READY = "Z\0\0\0\u0005I";

test("set to lose replies, it swallows each second one and cuts that connection only", async () => {
  const [first, second] = [connect(), connect()];
  await echo(first, "connected");
  await echo(second, "connected");
  proxy.loseReplies(2);
  expect(await echo(first, `one${READY}`)).toBe(`one${READY}`);
  expect(await echo(second, "no end of a reply")).toBe("no end of a reply");
  const heard: unknown[] = [];
  second.on("data", (chunk) => heard.push(chunk));
  second.write(`two${READY}`);
  await once(second, "close");
  expect(heard).toEqual([]);
  expect(proxy.loseReplies(null)).toBe(1);
  expect(await echo(first, `three${READY}`)).toBe(`three${READY}`);
  expect(await echo(first, `four${READY}`)).toBe(`four${READY}`);
  first.destroy();
});
