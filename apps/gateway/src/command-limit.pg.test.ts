import { randomUUID } from "node:crypto";
import { FlakyProxy } from "@atlas/faults/flaky-proxy";
import { createWSClient, TRPCClientError, wsLink, createTRPCClient } from "@trpc/client";
import type { AppRouter } from "@atlas/api/router";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { startTestGateway, type TestGateway, type TestUser } from "./test-gateway.ts";

const LIMIT = 40;
const WINDOW_MS = 30_000;
/** What is refused here is refused for its number, not for want of room. */
const inFlight = { targetMs: 10_000, initialLimit: 500, minLimit: 500, maxLimit: 500 };

let atlas: TestGateway;
/** A second gateway on the database of the first, which reaches Redis through the proxy. */
let second: TestGateway;
let proxy: FlakyProxy;
let redis: Redis;
beforeAll(async () => {
  const redisUrl = process.env["ATLAS_TEST_REDIS_URL"] ?? "";
  redis = new Redis(redisUrl);
  proxy = await FlakyProxy.before(redisUrl);
  let databaseUrl = "";
  atlas = await startTestGateway({ inFlight, databaseThrough: async (url) => (databaseUrl = url) });
  second = await startTestGateway({ inFlight, databaseThrough: async () => databaseUrl, redisUrl: proxy.url });
});
afterAll(async () => {
  await second[Symbol.asyncDispose]();
  await atlas[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
  redis.disconnect();
});

/** As if so many commands had been counted, in a window that is longer than the test. */
async function haveCounted({ userId }: TestUser, commands: number): Promise<void> {
  await redis.set(`atlas:limit:commands:${userId}`, commands, "PX", WINDOW_MS);
}

/** Of an order that there is not: 404 when it is let through. */
async function command({ token }: TestUser, url = atlas.url): Promise<Response> {
  return await fetch(`${url}/driver/order/status`, {
    method: "PUT",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ order_id: randomUUID(), status: "ARRIVED" }),
  });
}

/** How many of them the limit let through and refused; a busy machine may refuse one for other reasons. */
async function outcomesOf(calls: readonly Promise<Response>[]): Promise<{ taken: number; limited: number }> {
  const responses = await Promise.all(calls);
  for (const { body } of responses) await body?.cancel();
  expect(responses.filter(({ status }) => status === 500)).toEqual([]);
  const limited = responses.filter(({ status }) => status === 429).length;
  return { taken: responses.length - limited, limited };
}

/** Whole seconds, no more than the window has had and no fewer than it has left. */
async function expectRestOfWindow(retryAfterS: unknown, { userId }: TestUser): Promise<void> {
  const leftMs = await redis.pttl(`atlas:limit:commands:${userId}`);
  expect(leftMs).toBeGreaterThan(0);
  expect(retryAfterS).toBeGreaterThanOrEqual(Math.ceil(leftMs / 1_000));
  expect(retryAfterS).toBeLessThanOrEqual(WINDOW_MS / 1_000);
}

async function refusalData(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    return error instanceof TRPCClientError ? error.data : error;
  }
}

describe("forty commands of a user", () => {
  test("may come at once, whichever gateway takes them", async () => {
    const driver = await atlas.createUser("driver");
    await haveCounted(driver, 0);
    const calls = Array.from({ length: LIMIT + 2 }, (_, n) => command(driver, (n % 2 === 0 ? atlas : second).url));
    expect(await outcomesOf(calls)).toEqual({ taken: LIMIT, limited: 2 });
  });

  test("are counted in windows of four seconds", async () => {
    const driver = await atlas.createUser("driver");
    await outcomesOf([command(driver)]);
    expect(await redis.pttl(`atlas:limit:commands:${driver.userId}`)).toBeLessThanOrEqual(4_000);
  });

  test("and what comes after them is refused over REST, tRPC and a socket, with the time to wait", async () => {
    const rider = await atlas.createUser("rider");
    await haveCounted(rider, LIMIT);
    const rest = await command(rider);
    expect([rest.status, await rest.json()]).toEqual([
      429,
      { error: { code: "RATE_LIMITED", message: expect.any(String) } },
    ]);
    await expectRestOfWindow(Number(rest.headers.get("retry-after")), rider);

    const rpc = await fetch(`${atlas.url}/trpc/order.cancel`, {
      method: "POST",
      headers: { authorization: `Bearer ${rider.token}`, "content-type": "application/json" },
      body: JSON.stringify({ orderId: randomUUID() }),
    });
    expect([rpc.status, await rpc.json()]).toMatchObject([429, { error: { data: { atlasCode: "RATE_LIMITED" } } }]);
    await expectRestOfWindow(Number(rpc.headers.get("retry-after")), rider);

    const client = createWSClient({
      url: `${atlas.url.replace("http", "ws")}/trpc`,
      connectionParams: { token: rider.token },
    });
    const socket = createTRPCClient<AppRouter>({ links: [wsLink({ client })] });
    const data = await refusalData(socket.order.cancel.mutate({ orderId: randomUUID() }));
    await client.close();
    expect(data).toMatchObject({ atlasCode: "RATE_LIMITED", httpStatus: 429 });
    const { retryAfterS } = z.object({ retryAfterS: z.int() }).parse(data);
    await expectRestOfWindow(retryAfterS, rider);
    // Queries are no commands.
    expect(await rider.rpc.account.me.query()).toMatchObject({ userId: rider.userId });
  });

  test("are no limit for service accounts, which act for many", async () => {
    const service = await atlas.createUser("service");
    await haveCounted(service, LIMIT);
    expect(await outcomesOf(Array.from({ length: 70 }, () => command(service)))).toEqual({ taken: 70, limited: 0 });
  });

  test("are the most that an admin posts to the ledger at once, by any of its routes", async () => {
    const admin = await atlas.createUser("admin");
    const freeze = (): Promise<Response> =>
      admin.rest("POST", `/admin/ledger/accounts/${randomUUID()}/freeze`, { reason: "asked by the police" });
    await haveCounted(admin, 0);
    expect(await outcomesOf(Array.from({ length: 70 }, freeze))).toEqual({ taken: LIMIT, limited: 30 });

    const spec = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
    const { paths } = spec.parse(await (await fetch(`${atlas.url}/openapi.json`)).json());
    const posts = Object.keys(paths).filter(
      (path) => path.startsWith("/admin/ledger/") && "post" in (paths[path] ?? {}),
    );
    expect(posts.length).toBeGreaterThanOrEqual(14);
    for (const path of posts) {
      const response = await admin.rest("POST", path.replace("{id}", randomUUID()), {});
      expect([path, response.status]).toEqual([path, 429]);
      await expectRestOfWindow(Number(response.headers.get("retry-after")), admin);
    }
  });
});

describe("while Redis", () => {
  const outages: [string, () => unknown, () => unknown][] = [
    ["is away", () => proxy.cut(), () => proxy.mend()],
    ["says nothing", () => proxy.silence(), () => {}],
  ];
  test.each(outages)(
    "%s, a gateway counts alone, and with the others as soon as it hears it",
    async (_what, begin, end) => {
      const [driver, other] = [await atlas.createUser("driver"), await atlas.createUser("driver")];
      await haveCounted(other, LIMIT);
      await begin();
      const { taken, limited } = await outcomesOf(Array.from({ length: 100 }, () => command(driver, second.url)));
      expect(taken).toBeGreaterThanOrEqual(LIMIT);
      expect(limited).toBeGreaterThan(0);
      expect(await redis.exists(`atlas:limit:commands:${driver.userId}`)).toBe(0);
      await end();
      await vi.waitFor(
        async () => expect(await outcomesOf([command(other, second.url)])).toEqual({ taken: 0, limited: 1 }),
        { timeout: 15_000, interval: 100 },
      );
    },
  );
});
