import type { AppRouter } from "@atlas/api/router";
import { createTRPCClient, createWSClient, TRPCClientError, wsLink } from "@trpc/client";
import { sql } from "drizzle-orm";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestGateway, type TestGateway, type TestUser } from "../test-gateway.ts";
import { CALLER_LIMITS } from "./caller-limits.ts";

const TRIP = { pickup: { lat: -6.1754, lng: 106.8272 }, dropoff: { lat: -6.1924, lng: 106.8228 } };
const ADDRESS_HEADER = "x-test-address";
const AT_ONCE = CALLER_LIMITS.person?.lines.query.atOnce;
const WINDOW_MS = 30_000;
/** Room for all: what is refused here is refused for its number. */
const PLENTY = { targetMs: 10_000, initialLimit: 500, minLimit: 500, maxLimit: 500 };

let atlas: TestGateway;
let redis: Redis;
beforeAll(async () => {
  redis = new Redis(process.env["ATLAS_TEST_REDIS_URL"] ?? "");
  atlas = await startTestGateway({ inFlight: PLENTY, clientIpHeader: ADDRESS_HEADER, callers: CALLER_LIMITS });
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
  redis.disconnect();
});

/** As if so much had been read, in a window that is longer than the test. */
async function haveRead(kind: "person" | "address" | "service", key: string): Promise<void> {
  await redis.set(`atlas:limit:reads-${kind}:${key}`, CALLER_LIMITS.address?.readWeight ?? 0, "PX", WINDOW_MS);
}

async function inFlight(): Promise<number> {
  const text = await (await fetch(atlas.gateway.metricsUrl)).text();
  return Number(/^atlas_in_flight\{gate="calls"\} (\d+)/m.exec(text)?.[1]);
}

function overSocket({ token }: TestUser): {
  client: ReturnType<typeof createTRPCClient<AppRouter>>;
  close: () => unknown;
} {
  const socket = createWSClient({ url: `${atlas.url.replace("http", "ws")}/trpc`, connectionParams: { token } });
  return { client: createTRPCClient<AppRouter>({ links: [wsLink({ client: socket })] }), close: () => socket.close() };
}

describe("forty calls of a user at once", () => {
  test.each(["HTTP", "a socket"])(
    "over %s wait for each other, and a second user's call for none of them",
    async (how) => {
      const [flood, other] = await Promise.all([atlas.createUser("rider"), atlas.createUser("rider")]);
      // Known to the gateway, as everybody is who has called before.
      await Promise.all([flood, other].map(({ rpc }) => rpc.account.me.query()));
      const socket = overSocket(flood);
      const quote = how === "HTTP" ? flood.rpc.order.quote : socket.client.order.quote;
      const [locked, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const lock = atlas.db.transaction(async (tx) => {
        await tx.execute(sql`LOCK TABLE quotes IN ACCESS EXCLUSIVE MODE`);
        locked.resolve();
        await over.promise;
      });
      await locked.promise;
      const events: string[] = [];
      const calls = Array.from({ length: 40 }, async () => {
        await quote.mutate(TRIP);
        events.push("flood");
      });
      while ((await inFlight()) !== AT_ONCE) await new Promise((resolve) => setImmediate(resolve));
      await other.rpc.order.list.query({});
      events.push("other");
      expect(await inFlight()).toBe(AT_ONCE);
      over.resolve();
      await Promise.all([...calls, lock]);
      expect(events).toEqual(["other", ...Array.from({ length: 40 }, () => "flood")]);
      await socket.close();
    },
  );
});

describe("a caller who has read too much in ten seconds", () => {
  test("is refused over REST, tRPC and a socket, with the time to wait; commands and others go on", async () => {
    const [rider, other] = await Promise.all([atlas.createUser("rider"), atlas.createUser("rider")]);
    await haveRead("person", rider.userId);
    const rest = await rider.rest("GET", "/wallet/balance");
    expect([rest.status, await rest.json()]).toMatchObject([429, { error: { code: "RATE_LIMITED" } }]);
    expect(Number(rest.headers.get("retry-after"))).toBeGreaterThan(10);
    const refusal = { data: { atlasCode: "RATE_LIMITED", httpStatus: 429, retryAfterS: expect.any(Number) } };
    await expect(rider.rpc.city.search.query({ query: "a" })).rejects.toMatchObject(refusal);
    const socket = overSocket(rider);
    await expect(socket.client.order.list.query({})).rejects.toMatchObject(refusal);
    const { promise: watched, reject } = Promise.withResolvers<void>();
    socket.client.order.watchActive.subscribe(undefined, { onError: reject });
    await expect(watched).rejects.toMatchObject(refusal);
    await socket.close();
    expect(await rider.rpc.order.quote.mutate(TRIP)).not.toEqual([]);
    expect(await other.rpc.account.me.query()).toMatchObject({ userId: other.userId });
  });

  test("a stranger who asks for prices is refused by the address, as many reads before as a price weighs", async () => {
    const priceFrom = async (address: string): Promise<number> => {
      const query = "pickup_lat=-6.1754&pickup_long=106.8272&dropoff_lat=-6.1924&dropoff_long=106.8228";
      return (await fetch(`${atlas.url}/fares?${query}`, { headers: { [ADDRESS_HEADER]: address } })).status;
    };
    const max = CALLER_LIMITS.address?.readWeight ?? 0;
    const haveReadAllBut = async (left: number, address: string): Promise<unknown> =>
      redis.set(`atlas:limit:reads-address:address:${address}`, max - left, "PX", WINDOW_MS);
    await haveReadAllBut(40, "203.0.113.40");
    expect([await priceFrom("203.0.113.40"), await priceFrom("203.0.113.40")]).toEqual([200, 429]);
    await haveReadAllBut(39, "203.0.113.39");
    expect(await priceFrom("203.0.113.39")).toBe(429);
    expect(await priceFrom("203.0.113.41")).toBe(200);
  });

  test("is refused for the number where the read is not theirs either: who asks in a loop is not served a refusal each time", async () => {
    const [rider, other] = await Promise.all([atlas.createUser("rider"), atlas.createUser("rider")]);
    await haveRead("person", rider.userId);
    const ask = async ({ rest }: TestUser): Promise<number> => (await rest("GET", "/admin/ledger/journal.csv")).status;
    expect([await ask(rider), await ask(other)]).toEqual([429, 403]);
  });

  test("is let through where it is a service, which acts for many", async () => {
    const service = await atlas.createUser("service");
    await haveRead("service", service.userId);
    expect(await service.rpc.account.me.query()).toMatchObject({ userId: service.userId });
  });

  test("is refused by the address where nobody is signed in, and those who are signed in there are not", async () => {
    const rider = await atlas.createUser("rider");
    const address = `203.0.113.${1 + Math.floor(Math.random() * 250)}`;
    const headers = { [ADDRESS_HEADER]: address };
    await haveRead("address", `address:${address}`);
    const city = `${atlas.url}/trpc/city.get`;
    for (const path of ["/trpc/city.get", "/openapi.json", "/docs", "/cities/a/basemap.pmtiles", "/nowhere"]) {
      expect([path, (await fetch(atlas.url + path, { headers })).status]).toEqual([path, 429]);
    }
    expect((await fetch(city, { headers: { ...headers, authorization: `Bearer ${rider.token}` } })).status).toBe(200);
    expect((await fetch(city, { headers: { [ADDRESS_HEADER]: "198.51.100.9" } })).status).toBe(200);
  });
});

test("three tabs of a page that opens every panel at once meet no limit", async () => {
  const admin = await atlas.createUser("admin");
  const tabs = Array.from({ length: 3 }, () => overSocket(admin));
  const outcomes = await Promise.allSettled(
    tabs.flatMap(({ client }) => [
      ...Array.from({ length: 12 }, () => client.account.me.query()),
      ...Array.from({ length: 4 }, () => client.order.list.query({})),
      client.ops.overview.query({}),
      client.ops.orders.query({}),
      client.ops.drivers.query({}),
      client.ops.alerts.query({}),
      client.ops.deadLetters.query({}),
      client.wallet.payouts.query({}),
    ]),
  );
  const refused = outcomes.flatMap((outcome) => {
    if (outcome.status === "fulfilled") return [];
    const reason: unknown = outcome.reason;
    return [reason instanceof TRPCClientError ? reason.data : reason];
  });
  expect(refused).toEqual([]);
  await Promise.all(tabs.map(({ close }) => close()));
});

test("what was one too many is counted by its limit", async () => {
  const rider = await atlas.createUser("rider");
  await haveRead("person", rider.userId);
  const counted = async (): Promise<number> => {
    const text = await (await fetch(atlas.gateway.metricsUrl)).text();
    return Number(/^atlas_limited_total\{limit="reads"\} (\d+)/m.exec(text)?.[1]);
  };
  const before = await counted();
  await (await rider.rest("GET", "/wallet/balance")).body?.cancel();
  expect(await counted()).toBe(before + 1);
});
