import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import type { AppRouter } from "@atlas/api/router";
import { sessions } from "@atlas/db/schema/identity";
import { createTRPCClient, createWSClient, type TRPCClient, wsLink } from "@trpc/client";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import { startTestGateway, type TestGateway } from "../test-gateway.ts";

const errorSchema = z.object({ error: z.object({ data: z.object({ atlasCode: z.string() }) }).optional() });

let atlas: TestGateway;
const open: { close: () => unknown }[] = [];

beforeAll(async () => {
  atlas = await startTestGateway();
});
afterEach(async () => {
  for (const client of open.splice(0)) await client.close();
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

function socketUrl(): string {
  return `${atlas.url.replace("http", "ws")}/trpc`;
}

/** A client over one socket, with headers as a browser would send them. */
function connect(options: { token?: string; headers?: Record<string, string> }): TRPCClient<AppRouter> {
  const { token, headers = {} } = options;
  const client = createWSClient({
    url: socketUrl(),
    WebSocket: class extends globalThis.WebSocket {
      constructor(url: string | URL) {
        super(url, { headers });
      }
    },
    ...(token === undefined ? {} : { connectionParams: { token } }),
    retryDelayMs: () => 50,
  });
  open.push(client);
  return createTRPCClient<AppRouter>({ links: [wsLink({ client })] });
}

/** The status that an upgrade is refused with. */
async function refusedWith(headers: Record<string, string>, url = socketUrl()): Promise<number | undefined> {
  const socket = new WebSocket(url, { headers });
  const refused = Promise.withResolvers<number | undefined>();
  socket.on("unexpected-response", (_request, response) => {
    refused.resolve(response.statusCode);
    socket.terminate();
  });
  socket.on("open", () => refused.reject(new Error("the upgrade was accepted")));
  socket.on("error", () => {});
  return await refused.promise;
}

describe("who may open a socket", () => {
  test("a page that is not on the list is refused at the upgrade, and so is another path", async () => {
    expect(await refusedWith({ origin: "https://evil.example" })).toBe(403);
    expect(await refusedWith({ origin: "null" })).toBe(403);
    expect(await refusedWith({}, `${atlas.url.replace("http", "ws")}/elsewhere`)).toBe(404);
  });

  test("a token in the connection's parameters signs a client in", async () => {
    const rider = await atlas.createUser("rider");
    expect(await connect({ token: rider.token }).account.me.query()).toMatchObject({ userId: rider.userId });
  });

  test("an app's cookie signs its page in, and no other app's", async () => {
    const person = { name: "Ayu", email: `ayu-${atlas.cityId}@example.test`, password: "correct horse" };
    await atlas.openAccount("rider", person);
    const signedIn = await fetch(`${atlas.url}/auth/web/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(person),
    });
    const cookie = signedIn.headers
      .getSetCookie()
      .map((line) => line.split(";", 1)[0])
      .join("; ");
    const own = connect({ headers: { origin: atlas.origins.web, cookie } });
    expect(await own.account.me.query()).toMatchObject({ role: "rider" });
    const others: Record<string, string>[] = [{ origin: atlas.origins.driver, cookie }, { cookie }];
    for (const headers of others) {
      await expect(connect({ headers }).account.me.query()).rejects.toMatchObject({
        data: { atlasCode: "UNAUTHENTICATED" },
      });
    }
  });

  test("nobody may ask what needs no account, and is refused the rest, subscriptions too", async () => {
    const nobody = connect({});
    expect(await nobody.city.get.query({ cityId: atlas.cityId })).toMatchObject({ cityId: atlas.cityId });
    await expect(nobody.order.active.query()).rejects.toMatchObject({ data: { atlasCode: "UNAUTHENTICATED" } });
    const failed = Promise.withResolvers<unknown>();
    nobody.order.watchActive.subscribe(undefined, { onError: failed.resolve });
    expect(await failed.promise).toMatchObject({ data: { atlasCode: "UNAUTHENTICATED" } });
  });
});

describe("a subscription", () => {
  test("has the present state first, then each change, and none of a stranger's order", async () => {
    const [rider, stranger] = await Promise.all([atlas.createUser("rider"), atlas.createUser("rider")]);
    const statuses: (string | null)[] = [];
    const first = Promise.withResolvers<void>();
    const created = Promise.withResolvers<void>();
    const cancelled = Promise.withResolvers<void>();
    connect({ token: rider.token }).order.watchActive.subscribe(undefined, {
      onData: (order) => {
        statuses.push(order?.status ?? null);
        if (statuses.length === 1) first.resolve();
        if (statuses.at(-1) === "CREATED") created.resolve();
        if (statuses.length > 2 && statuses.at(-1) === null) cancelled.resolve();
      },
    });
    await first.promise;
    const [quote] = await rider.rpc.order.quote.mutate({
      pickup: { lat: -6.2, lng: 106.82 },
      dropoff: { lat: -6.22, lng: 106.85 },
      vehicleType: "go-ride",
    });
    const { orderId } = await rider.rpc.order.create.mutate({
      quoteId: quote?.quoteId ?? "",
      paymentMethod: "cash",
      dispatch: false,
    });
    await created.promise;
    const refused = Promise.withResolvers<unknown>();
    connect({ token: stranger.token }).order.watch.subscribe({ orderId }, { onError: refused.resolve });
    expect(await refused.promise).toMatchObject({ data: { atlasCode: "ORDER_NOT_FOUND" } });
    await rider.rpc.order.cancel.mutate({ orderId });
    await cancelled.promise;
    expect(statuses).toEqual([null, "CREATED", null]);
  });
});

describe("an open socket", () => {
  test("refuses a message beyond the limit by closing", async () => {
    const socket = new WebSocket(socketUrl());
    open.push({ close: () => socket.terminate() });
    await once(socket, "open");
    socket.send("x".repeat(300 * 1_024));
    const [code] = await once(socket, "close");
    expect(code).toBe(1_009);
  });

  test("carries a hundred subscriptions, not counting those that ended; service accounts any number", async () => {
    const [rider, service] = await Promise.all([atlas.createUser("rider"), atlas.createUser("service")]);
    interface Opened {
      readonly code: string;
      readonly stop: () => void;
    }
    const isOpen = async (client: TRPCClient<AppRouter>): Promise<Opened> => {
      const reply = Promise.withResolvers<string>();
      const subscription = client.tracker.watchFleet.subscribe(
        {},
        { onData: () => reply.resolve("OK"), onError: ({ data }) => reply.resolve(data?.atlasCode ?? "") },
      );
      return { code: await reply.promise, stop: () => subscription.unsubscribe() };
    };
    const many = async (client: TRPCClient<AppRouter>, count: number): Promise<Opened[]> =>
      await Promise.all(Array.from({ length: count }, async () => isOpen(client)));
    const client = connect({ token: rider.token });
    for (let index = 0; index < 3; index += 1) {
      const failed = Promise.withResolvers<unknown>();
      client.order.watch.subscribe({ orderId: rider.userId }, { onError: failed.resolve });
      await failed.promise;
    }
    const opened = await many(client, 100);
    expect(new Set(opened.map(({ code }) => code))).toEqual(new Set(["OK"]));
    expect((await isOpen(client)).code).toBe("RATE_LIMITED");
    opened[0]?.stop();
    expect((await isOpen(client)).code).toBe("OK");
    // Three connections of a user, and no more.
    for (const count of [100, 100]) await many(connect({ token: rider.token }), count);
    expect((await isOpen(connect({ token: rider.token }))).code).toBe("RATE_LIMITED");
    expect((await many(connect({ token: service.token }), 101)).map(({ code }) => code)).not.toContain("RATE_LIMITED");
  });

  test("leaves nothing of its user's subscriptions behind, also of those that never began", async () => {
    const rider = await atlas.createUser("rider");
    const params = { path: "tracker.watchFleet", input: {} };
    const codes = new Set<unknown>();
    // Each time one begins and the others, with the same id, do not.
    for (let connection = 0; connection < 4; connection += 1) {
      const socket = new WebSocket(`${socketUrl()}?connectionParams=1`);
      open.push({ close: () => socket.terminate() });
      await once(socket, "open");
      const refused = Promise.withResolvers<void>();
      let count = 0;
      socket.on("message", (data) => {
        if (!Buffer.isBuffer(data)) return;
        const { error } = errorSchema.parse(JSON.parse(data.toString()));
        if (error === undefined) return;
        codes.add(error.data.atlasCode);
        count += 1;
        if (count === 99) refused.resolve();
      });
      socket.send(JSON.stringify({ method: "connectionParams", data: { token: rider.token } }));
      socket.send(JSON.stringify(Array.from({ length: 100 }, () => ({ id: 1, method: "subscription", params }))));
      await refused.promise;
      socket.close();
      await once(socket, "close");
    }
    expect(codes).not.toContain("RATE_LIMITED");
  });

  test("that is refused and reset takes nobody else's away", async () => {
    const { hostname, port } = new URL(atlas.url);
    const faults: unknown[] = [];
    const onFault = (error: unknown): void => void faults.push(error);
    process.on("uncaughtException", onFault);
    const socket = connectTcp({ host: hostname, port: Number(port), allowHalfOpen: true });
    socket.write("GET /elsewhere HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    const [frame] = await once(socket, "data");
    expect(String(frame)).toMatch(/^HTTP\/1\.1 404 /);
    socket.resetAndDestroy();
    // The reset has come by the time that a later connection gets a reply.
    for (let asked = 0; asked < 3; asked += 1)
      await fetch(`${atlas.url}/healthz`, { headers: { connection: "close" } });
    process.off("uncaughtException", onFault);
    expect(faults).toEqual([]);
  });

  test("returns an error of the usual shape for nonsense and stays open", async () => {
    const socket = new WebSocket(socketUrl());
    open.push({ close: () => socket.terminate() });
    await once(socket, "open");
    socket.send("{not json");
    const [data] = await once(socket, "message");
    expect(JSON.parse(String(data))).toMatchObject({ error: { data: { atlasCode: "MALFORMED_REQUEST" } } });
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });
});

describe("stopping", () => {
  test("tells clients to reconnect, refuses new ones and ends within the deadline", async () => {
    const own = await startTestGateway();
    const socket = new WebSocket(`${own.url.replace("http", "ws")}/trpc`);
    await once(socket, "open");
    const message = once(socket, "message");
    const closed = once(socket, "close");
    const stopped = own.gateway.stop();
    const [data] = await message;
    expect(JSON.parse(String(data))).toMatchObject({ method: "reconnect" });
    await closed;
    await stopped;
    await expect(fetch(`${own.url}/healthz`)).rejects.toThrow("fetch failed");
    await own[Symbol.asyncDispose]();
  });

  test("a session that has ended is not good for a new socket", async () => {
    const rider = await atlas.createUser("rider");
    await atlas.db.delete(sessions).where(eq(sessions.token, rider.token));
    await expect(connect({ token: rider.token }).account.me.query()).rejects.toMatchObject({
      data: { atlasCode: "UNAUTHENTICATED" },
    });
  });
});
