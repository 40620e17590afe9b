import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import type { AppRouter } from "@atlas/api/router";
import { createTRPCClient, createWSClient, wsLink } from "@trpc/client";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startTestGateway, type TestGateway, type TestUser } from "../test-gateway.ts";
import { CALLER_LIMITS } from "./caller-limits.ts";

/** Room for 10: of these 6 for queries and 8 for commands. */
const TEN = { targetMs: 200, initialLimit: 10, minLimit: 10, maxLimit: 10 };
/** One user may fill it here. */
const callers = { ...CALLER_LIMITS, person: null, address: null };
const ROOM_FOR_QUERIES = 6;
const ROOM_FOR_COMMANDS = 8;
/** Far above what a refusal takes, and far below what a call would take that hangs on the lock. */
const EARLY_MS = 2_000;

const TRIP = { pickup: { lat: -6.1754, lng: 106.8272 }, dropoff: { lat: -6.1924, lng: 106.8228 } };

let atlas: TestGateway;
let [rider, driver]: TestUser[] = [];

beforeAll(async () => {
  atlas = await startTestGateway({ inFlight: TEN, callers });
  [rider, driver] = await Promise.all([atlas.createUser("rider"), atlas.createUser("driver")]);
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

/** Quotes cannot be written until `release`. */
async function lockQuotes(): Promise<{ release: () => Promise<void> }> {
  const [locked, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const transaction = atlas.db.transaction(async (tx) => {
    await tx.execute(sql`LOCK TABLE quotes IN ACCESS EXCLUSIVE MODE`);
    locked.resolve();
    await over.promise;
  });
  await locked.promise;
  return {
    async release() {
      over.resolve();
      await transaction;
    },
  };
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(atlas.gateway.metricsUrl)).text();
  const line = text.split("\n").find((sample) => sample.startsWith(`${name} `));
  return Number(line?.slice(name.length));
}

const IN_FLIGHT = 'atlas_in_flight{gate="calls"}';

async function inFlightIs(count: number): Promise<void> {
  while ((await metric(IN_FLIGHT)) !== count) await new Promise((resolve) => setTimeout(resolve, 5));
}

function quote(): Promise<unknown> {
  return user(rider).rpc.order.quote.mutate(TRIP);
}

function user(one: TestUser | undefined): TestUser {
  if (one === undefined) throw new Error("made before the tests");
  return one;
}

describe("a gateway that is full of quotes which hang", () => {
  let lock: { release: () => Promise<void> };
  let hanging: Promise<unknown>[];

  beforeEach(async () => {
    lock = await lockQuotes();
    hanging = Array.from({ length: ROOM_FOR_QUERIES }, quote);
    await inFlightIs(ROOM_FOR_QUERIES);
  });
  afterEach(async () => {
    await lock.release();
    await Promise.all(hanging);
  });

  test("refuses another quote early, with 503 and Retry-After, over REST, tRPC and a socket that stays open", async () => {
    const signal = AbortSignal.timeout(EARLY_MS);
    const authorization = `Bearer ${user(rider).token}`;
    const rest = await fetch(`${atlas.url}/wallet/balance`, { headers: { authorization }, signal });
    expect([rest.status, rest.headers.get("retry-after"), await rest.json()]).toEqual([
      503,
      "1",
      expect.objectContaining({ error: { code: "OVERLOADED", message: expect.any(String) } }),
    ]);
    const rpc = await fetch(`${atlas.url}/trpc/order.quote`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json", origin: atlas.origins.web },
      body: JSON.stringify(TRIP),
      signal,
    });
    expect([rpc.status, rpc.headers.get("retry-after"), rpc.headers.get("access-control-allow-origin")]).toEqual([
      503,
      "1",
      atlas.origins.web,
    ]);
    const refusal = { data: { atlasCode: "OVERLOADED", httpStatus: 503, retryAfterS: 1 } };
    await expect(quote()).rejects.toMatchObject(refusal);
    const socket = createWSClient({
      url: `${atlas.url.replace("http", "ws")}/trpc`,
      connectionParams: { token: user(rider).token },
    });
    const over = createTRPCClient<AppRouter>({ links: [wsLink({ client: socket })] });
    await expect(over.order.quote.mutate(TRIP, { signal })).rejects.toMatchObject(refusal);
    await expect(over.order.list.query({}, { signal })).rejects.toMatchObject(refusal);
    const { promise: watched, resolve, reject } = Promise.withResolvers<void>();
    over.tracker.watchDriver.subscribe({ orderId: randomUUID() }, { onStarted: () => resolve(), onError: reject });
    await expect(watched).rejects.toMatchObject(refusal);
    expect(socket.connection?.state).toBe("open");
    await lock.release();
    await Promise.all(hanging);
    expect(await over.order.active.query()).toBeNull();
    await socket.close();
  });

  test("serves moves of a trip, new orders and health all the same", async () => {
    const signal = AbortSignal.timeout(EARLY_MS);
    const outcome = await user(driver)
      .rpc.order.updateStatus.mutate({ orderId: randomUUID(), status: "ARRIVED" }, { signal })
      .catch((error: unknown) => error);
    expect(outcome).toMatchObject({ data: { atlasCode: "ORDER_NOT_FOUND" } });
    const order = user(rider).rpc.order.create.mutate({ quoteId: randomUUID() }, { signal });
    // It hangs on the lock as the quotes do, for it was let in.
    await inFlightIs(ROOM_FOR_QUERIES + 1);
    hanging.push(order.catch(() => {}));
    for (const url of [`${atlas.url}/healthz`, atlas.gateway.metricsUrl]) {
      expect((await fetch(url, { signal })).status).toBe(200);
    }
  });

  test("takes quotes again as soon as those before them have gone", async () => {
    await expect(quote()).rejects.toMatchObject({ data: { atlasCode: "OVERLOADED" } });
    await lock.release();
    await Promise.all(hanging);
    expect(await Promise.all([quote(), quote(), quote()])).toHaveLength(3);
    await inFlightIs(0);
  });

  test("counts what it refuses", async () => {
    const before = await metric('atlas_refused_total{lane="quote"}');
    await expect(quote()).rejects.toMatchObject({ data: { atlasCode: "OVERLOADED" } });
    expect(await metric('atlas_refused_total{lane="quote"}')).toBe(before + 1);
  });
});

test("orders that hang and fill the gateway leave pages, whose connections are idle, places of their own", async () => {
  const signal = AbortSignal.timeout(EARLY_MS);
  const lock = await lockQuotes();
  const orders = Array.from({ length: ROOM_FOR_COMMANDS }, async () =>
    user(rider)
      .rpc.order.create.mutate({ quoteId: randomUUID() })
      .catch(() => {}),
  );
  try {
    await inFlightIs(ROOM_FOR_COMMANDS);
    const headers = { authorization: `Bearer ${user(rider).token}` };
    const page = await fetch(`${atlas.url}/wallet/balance`, { headers, signal });
    expect([page.status, await metric(IN_FLIGHT)]).toEqual([200, ROOM_FOR_COMMANDS]);
  } finally {
    await lock.release();
    await Promise.all(orders);
  }
});

test("a client that hangs up, pipelined or not, gives the place back", async () => {
  const { port } = new URL(atlas.url);
  const lock = await lockQuotes();
  const body = JSON.stringify(TRIP);
  const request =
    `POST /trpc/order.quote HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${user(rider).token}\r\n` +
    `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const socket = connectTcp(Number(port), "127.0.0.1");
  socket.write(request.repeat(3));
  await inFlightIs(3);
  socket.destroy();
  await once(socket, "close");
  await inFlightIs(0);
  await lock.release();
});

test("passwords are hashed a few at a time; who waits too long is refused, and calls are not held up", async () => {
  const service = await atlas.createUser("service");
  const attempts = Array.from({ length: 80 }, async (_, index) => {
    const response = await fetch(`${atlas.url}/auth/web/sign-in/email`, {
      method: "POST",
      // As a service, whose attempts are not counted against this address.
      headers: {
        "content-type": "application/json",
        origin: atlas.origins.web,
        authorization: `Bearer ${service.token}`,
      },
      body: JSON.stringify({ email: `nobody-${index}@example.test`, password: "not the password" }),
    });
    await response.text();
    return response.status;
  });
  expect(await user(rider).rpc.account.me.query()).toMatchObject({ userId: user(rider).userId });
  const statuses = await Promise.all(attempts);
  expect(new Set(statuses)).toEqual(new Set([401, 503]));
});
