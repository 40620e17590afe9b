import { once } from "node:events";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import { CALLER_LIMITS, type CallerLimits } from "../overload/caller-limits.ts";
import { startTestGateway, type TestGateway, type TestUser } from "../test-gateway.ts";

const ADDRESS_HEADER = "x-test-address";
const OF_USER = 3;
const OF_ADDRESS = 4;
const OF_GATEWAY = 12;
const CALLS = 20;
const UNREAD_BYTES = 100_000;
/** More than the buffers of two kernels take between them. */
const FLOOD_BYTES = 20_000_000;

/** Room for all: what is refused here is refused for its number. */
const inFlight = { targetMs: 10_000, initialLimit: 500, minLimit: 500, maxLimit: 500 };

const responseSchema = z.object({
  id: z.number().nullable(),
  error: z.object({ data: z.object({ atlasCode: z.string() }) }).optional(),
});
type Reply = z.output<typeof responseSchema>;

let atlas: TestGateway;
const open: WebSocket[] = [];
beforeAll(async () => {
  const person = limitsOf("person", OF_USER);
  const callers = { ...CALLER_LIMITS, person, address: limitsOf("address", OF_ADDRESS) };
  const connections = { identifyMs: 500, refusedSocketMs: 10, sockets: OF_GATEWAY, unreadBytes: UNREAD_BYTES };
  atlas = await startTestGateway({ inFlight, callers, connections, clientIpHeader: ADDRESS_HEADER });
});
afterEach(async () => {
  await Promise.all(open.splice(0).map(close));
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

function limitsOf(kind: "person" | "address", sockets: number): CallerLimits {
  const limits = CALLER_LIMITS[kind];
  if (limits === null) throw new Error("no limits");
  return { ...limits, sockets, callsPerMessage: CALLS };
}

async function close(socket: WebSocket): Promise<void> {
  if (socket.readyState === WebSocket.CLOSED) return;
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.terminate();
  await closed;
}

/** A socket that is up, or the status that it was refused with. */
async function connect(address: string, query = ""): Promise<WebSocket | number | undefined> {
  const socket = new WebSocket(`${atlas.url.replace("http", "ws")}/trpc${query}`, {
    headers: { [ADDRESS_HEADER]: address },
  });
  open.push(socket);
  const up = Promise.withResolvers<WebSocket | number | undefined>();
  socket.on("unexpected-response", (_request, response) => up.resolve(response.statusCode));
  socket.on("open", () => up.resolve(socket));
  socket.on("error", () => {});
  return await up.promise;
}

async function upFrom(address: string, query?: string): Promise<WebSocket> {
  const socket = await connect(address, query);
  if (!(socket instanceof WebSocket)) throw new Error(`refused with ${socket}`);
  return socket;
}

/** Collects so many replies. */
async function repliesOf(socket: WebSocket, count: number): Promise<Reply[]> {
  const got: Reply[] = [];
  const all = Promise.withResolvers<void>();
  socket.on("message", (data) => {
    if (!Buffer.isBuffer(data)) return;
    got.push(responseSchema.parse(JSON.parse(data.toString())));
    if (got.length >= count) all.resolve();
  });
  await all.promise;
  return got;
}

const codesOf = (all: readonly Reply[]): string[] => [
  ...new Set(all.map(({ error }) => error?.data.atlasCode ?? "OK")),
];

function callsOf(count: number): object[] {
  return Array.from({ length: count }, (_, id) => ({ id, method: "query", params: { path: "account.me" } }));
}

/** Signs in and asks who it is; resolves with the code of the first reply. */
async function signIn(address: string, { token }: TestUser): Promise<{ socket: WebSocket; code: string | undefined }> {
  const socket = await upFrom(address, "?connectionParams=1");
  const first = repliesOf(socket, 1);
  socket.send(JSON.stringify({ method: "connectionParams", data: { token } }));
  socket.send(JSON.stringify(callsOf(1)[0]));
  return { socket, code: codesOf(await first)[0] };
}

test("a user has so many sockets, from wherever; one that has closed makes room", async () => {
  const [rider, other] = await Promise.all([atlas.createUser("rider"), atlas.createUser("rider")]);
  const mine = [];
  for (let n = 0; n < OF_USER; n += 1) mine.push(await signIn(`198.51.100.${n}`, rider));
  expect(mine.map(({ code }) => code)).toEqual(["OK", "OK", "OK"]);
  const { socket, code } = await signIn("198.51.100.9", rider);
  expect(code).toBe("RATE_LIMITED");
  if (socket.readyState !== WebSocket.CLOSED) await once(socket, "close");
  expect((await signIn("198.51.100.9", other)).code).toBe("OK");
  if (mine[0] !== undefined) await close(mine[0].socket);
  expect((await signIn("198.51.100.9", rider)).code).toBe("OK");
});

test("an address has so many sockets on which nobody has signed in; who has is not counted there", async () => {
  const address = "198.51.100.20";
  const users = await Promise.all([1, 2].map(() => atlas.createUser("rider")));
  for (const user of users) expect((await signIn(address, user)).code).toBe("OK");
  for (let n = 0; n < OF_ADDRESS; n += 1) await upFrom(address);
  expect(await connect(address)).toBe(429);
  await upFrom("198.51.100.21");
});

test("all addresses of one IPv6 /64 are one, and share its sockets", async () => {
  for (let n = 0; n < OF_ADDRESS; n += 1) await upFrom(`2001:db8:1:2::${n + 1}`);
  expect(await connect("2001:db8:1:2:ffff::1")).toBe(429);
  await upFrom("2001:db8:1:3::1");
});

test("a gateway has so many sockets", async () => {
  for (let n = 0; n < OF_GATEWAY; n += 1) await upFrom(`198.51.100.${30 + n}`);
  expect(await connect("198.51.100.99")).toBe(503);
});

test("a socket that does not say who it is when it should is closed", async () => {
  const socket = await upFrom("198.51.100.60", "?connectionParams=1");
  await once(socket, "close");
});

test("a message holds so many calls; with more it is refused whole, and the socket goes on", async () => {
  const rider = await atlas.createUser("rider");
  const { socket } = await signIn("198.51.100.70", rider);
  const whole = repliesOf(socket, CALLS);
  socket.send(JSON.stringify(callsOf(CALLS)));
  expect(codesOf(await whole)).toEqual(["OK"]);
  socket.removeAllListeners("message");
  const refused = repliesOf(socket, 1);
  socket.send(JSON.stringify(callsOf(CALLS + 1)));
  expect(await refused).toMatchObject([{ id: null, error: { data: { atlasCode: "PAYLOAD_TOO_LARGE" } } }]);
  socket.removeAllListeners("message");
  const next = repliesOf(socket, 1);
  socket.send(JSON.stringify(callsOf(1)[0]));
  expect(codesOf(await next)).toEqual(["OK"]);
});

test("a service may put any number into one, also right behind its token", async () => {
  const service = await atlas.createUser("service");
  const socket = await upFrom("198.51.100.80", "?connectionParams=1");
  const all = repliesOf(socket, CALLS * 5);
  socket.send(JSON.stringify({ method: "connectionParams", data: { token: service.token } }));
  socket.send(JSON.stringify(callsOf(CALLS * 5)));
  expect(codesOf(await all)).toEqual(["OK"]);
});

test("a client that asks and does not read is closed, and hears that it may come again", async () => {
  const { socket } = await signIn("198.51.100.90", await atlas.createUser("service"));
  const closed = once(socket, "close");
  socket.pause();
  // The refusal of a call says its path.
  const calls = JSON.stringify({ id: 1, method: "query", params: { path: "x".repeat(200_000) } });
  for (let sent = 0; sent < FLOOD_BYTES; sent += calls.length) socket.send(calls);
  await expect.poll(unreadLimited, { timeout: 15_000 }).toBe(1);
  socket.resume();
  expect((await closed)[0]).toBe(4_408);
});

async function unreadLimited(): Promise<number> {
  const text = await (await fetch(atlas.gateway.metricsUrl)).text();
  return Number(/^atlas_limited_total\{limit="unread"\} (\d+)/m.exec(text)?.[1]);
}
