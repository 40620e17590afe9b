import type { AppRouter } from "@atlas/api/router";
import { connect, type Database, disconnect } from "@atlas/db/connect";
import { FlakyProxy } from "@atlas/faults/flaky-proxy";
import { createTRPCClient, createWSClient, type TRPCClient, TRPCClientError, wsLink } from "@trpc/client";
import { sql } from "drizzle-orm";
import { pino } from "pino";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { startTestGateway, type TestGateway, type TestUser } from "./test-gateway.ts";

const JOURNEY = { pickup_long: 106.8272, pickup_lat: -6.1754, dropoff_long: 106.8228, dropoff_lat: -6.1924 };
/** Twice what a client is promised: the machine may be busy. */
const MAX_RESPONSE_MS = 6_000;

let atlas: TestGateway;
let proxy: FlakyProxy;
let owner: Database;
let service: TestUser;
const logged: string[] = [];
beforeAll(async () => {
  atlas = await startTestGateway({
    // What is refused here is refused for want of the database, not of room.
    inFlight: { targetMs: 10_000, initialLimit: 500, minLimit: 500, maxLimit: 500 },
    log: pino({ level: "warn" }, { write: (line: string) => void logged.push(line) }),
    databaseThrough: async (url) => {
      owner = connect(url, { applicationName: "outage-test-owner", role: null, max: 2 });
      proxy = await FlakyProxy.before(url);
      return proxy.url;
    },
  });
  service = await atlas.createUser("service");
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
  await disconnect(owner);
});

async function newRiders(count: number): Promise<TestUser[]> {
  return await Promise.all(Array.from({ length: count }, () => atlas.createUser("rider")));
}

async function order({ userId }: TestUser): Promise<Response> {
  return await service.rest("POST", "/customer/order", { user_id: userId, payment_method: "cash", ...JOURNEY });
}

async function statusOf(response: Promise<Response>): Promise<number> {
  const { status, body } = await response;
  await body?.cancel();
  return status;
}

/** New riders sign in, look and order all at once, again and again until every one is served. */
async function allOrderedWithin(timeoutMs: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const riders = await newRiders(20);
      for (const { rpc, userId } of riders.slice(0, 8)) expect(await rpc.account.me.query()).toMatchObject({ userId });
      const statuses = await Promise.all(riders.map((rider) => statusOf(order(rider))));
      expect(statuses).toEqual(riders.map(() => 200));
    },
    { timeout: timeoutMs, interval: 100 },
  );
}

async function expectUnavailable(response: Response): Promise<void> {
  expect([response.status, await response.json()]).toEqual([
    503,
    { error: { code: "DEPENDENCY_UNAVAILABLE", message: expect.any(String) } },
  ]);
  expect(response.headers.get("retry-after")).toBe("2");
}

test("connections that go silent are replaced while the gateway runs on", { timeout: 40_000 }, async () => {
  await allOrderedWithin(5_000);
  expect(proxy.silence()).toBeGreaterThan(3);
  await allOrderedWithin(15_000);
  expect(await statusOf(fetch(`${atlas.url}/readyz`))).toBe(200);
});

test("a probe is not fooled by its own connection having died", { timeout: 30_000 }, async () => {
  expect(await statusOf(fetch(`${atlas.url}/readyz`))).toBe(200);
  proxy.silence();
  expect(await statusOf(fetch(`${atlas.url}/readyz`))).toBe(200);
  await allOrderedWithin(15_000);
});

test(
  "while the orders are locked, commands are refused in time and the rest is served",
  { timeout: 30_000 },
  async () => {
    await allOrderedWithin(10_000);
    const [rider, ...crowd] = await newRiders(61);
    if (rider === undefined) throw new Error("no rider");
    await using socket = openSocket(rider);
    const command = { quoteId: await newQuote(rider) };
    await using lock = await lockTable("orders");

    const startedMs = performance.now();
    const refusals = Promise.all(crowd.map(order));
    const overRpc = Promise.all(
      [rider.rpc, socket.rpc].map(({ order: { create } }) => refusalData(create.mutate(command))),
    );
    expect(await statusOf(fetch(`${atlas.url}/readyz`))).toBe(200);
    expect(await rider.rpc.account.me.query()).toMatchObject({ userId: rider.userId });
    for (const response of await refusals) await expectUnavailable(response);
    const unavailable = { atlasCode: "DEPENDENCY_UNAVAILABLE", httpStatus: 503, retryAfterS: 2 };
    for (const data of await overRpc) expect(data).toMatchObject(unavailable);
    expect(performance.now() - startedMs).toBeLessThan(MAX_RESPONSE_MS);
    const credit = { user_id: rider.userId, amount: 1_000, reference_id: "while locked" };
    expect(await statusOf(service.rest("POST", "/wallet/credit", credit))).toBe(200);

    await lock.release();
    await allOrderedWithin(5_000);
  },
);

async function newQuote({ rpc }: TestUser): Promise<string> {
  const [quote] = await rpc.order.quote.mutate({
    pickup: { lat: JOURNEY.pickup_lat, lng: JOURNEY.pickup_long },
    dropoff: { lat: JOURNEY.dropoff_lat, lng: JOURNEY.dropoff_long },
    vehicleType: "go-ride",
  });
  return quote?.quoteId ?? "";
}

function openSocket({ token }: TestUser): { rpc: TRPCClient<AppRouter> } & AsyncDisposable {
  const client = createWSClient({ url: `${atlas.url.replace("http", "ws")}/trpc`, connectionParams: { token } });
  return {
    rpc: createTRPCClient<AppRouter>({ links: [wsLink({ client })] }),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

test(
  "while nobody can be recognised, commands and sign-ins are refused in time however many come",
  { timeout: 40_000 },
  async () => {
    await allOrderedWithin(10_000);
    // Nobody has asked for anything yet: each session must be looked up.
    const riders = await newRiders(100);
    const [onSocket] = await newRiders(1);
    if (onSocket === undefined) throw new Error("no rider");
    await using lock = await lockTable("users");
    await using socket = openSocket(onSocket);

    const startedMs = performance.now();
    const calls = [...riders, { rpc: socket.rpc }].map(({ rpc: { tracker, account } }) => [
      refusalData(tracker.setAvailability.mutate({ isAvailable: true })),
      refusalData(account.me.query()),
    ]);
    const signIns = riders.slice(0, 2).map(({ email }) =>
      fetch(`${atlas.url}/auth/web/sign-in/email`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ email, password: "not the password" }),
      }),
    );
    for (const data of await Promise.all(calls.flat())) {
      expect(data).toMatchObject({ atlasCode: "DEPENDENCY_UNAVAILABLE", httpStatus: 503, retryAfterS: 2 });
    }
    for (const response of await Promise.all(signIns)) await expectUnavailable(response);
    expect(performance.now() - startedMs).toBeLessThan(MAX_RESPONSE_MS);

    await lock.release();
    await allOrderedWithin(5_000);
  },
);

/** Holds a table against everybody else until it is released. */
async function lockTable(name: string): Promise<{ release: () => Promise<void> } & AsyncDisposable> {
  const [locked, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const transaction = owner.transaction(async (tx) => {
    await tx.execute(sql`LOCK TABLE ${sql.identifier(name)}`);
    locked.resolve();
    await over.promise;
  });
  await locked.promise;
  const release = async (): Promise<void> => {
    over.resolve();
    await transaction;
  };
  return { release, [Symbol.asyncDispose]: release };
}

/** What a refused call says besides its sentence. */
async function refusalData(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    return error instanceof TRPCClientError ? error.data : error;
  }
}

test("a full disk is no bug", async () => {
  await owner.execute(sql`
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$`);
  await owner.execute(sql`CREATE TRIGGER full_disk BEFORE INSERT ON orders EXECUTE FUNCTION full_disk()`);
  const [rider] = await newRiders(1);
  if (rider === undefined) throw new Error("no rider");
  await expectUnavailable(await order(rider));
  await owner.execute(sql`DROP TRIGGER full_disk ON orders`);
  expect(await statusOf(order(rider))).toBe(200);
});

test("a database that may only be read is no bug", async () => {
  const name = sql.raw(new URL(proxy.url).pathname.slice(1));
  const [rider] = await newRiders(1);
  if (rider === undefined) throw new Error("no rider");
  await owner.execute(sql`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
  onTestFinished(async () => {
    await owner.execute(sql`ALTER DATABASE ${name} RESET default_transaction_read_only`);
    await closeConnections();
  });
  await closeConnections();
  // The first few may still be on connections that have just been closed.
  await vi.waitFor(async () => {
    await expectUnavailable(await order(rider));
    expect(await rider.rpc.account.me.query()).toMatchObject({ userId: rider.userId });
  }, 5_000);
  await expectUnavailable(await order(rider));
});

test("five seconds after Postgres is back, everything is served again", { timeout: 30_000 }, async () => {
  await proxy.cut();
  const riders = await newRiders(40);
  for (const response of await Promise.all(riders.map(order))) await expectUnavailable(response);
  expect(await statusOf(fetch(`${atlas.url}/readyz`))).toBe(503);
  await proxy.mend();
  await allOrderedWithin(5_000);
});

test("none of this is in the log as a bug", () => {
  expect(logged.filter((line) => line.includes('"msg":"bug"'))).toEqual([]);
});

async function closeConnections(): Promise<void> {
  await owner.execute(sql`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name LIKE 'atlas-gateway%'`);
}
