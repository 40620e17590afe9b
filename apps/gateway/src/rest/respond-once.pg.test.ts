import { keyedCalls } from "@atlas/db/schema/messaging";
import { orders, quotes } from "@atlas/db/schema/orders";
import { FlakyProxy } from "@atlas/faults/flaky-proxy";
import { topUp } from "@atlas/services/wallet/top-up";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway, type TestGateway, type TestUser } from "../test-gateway.ts";
import { REST_ROUTES } from "./rest-routes.ts";
import { storesResponses } from "./rest-route.ts";

const BOOKING = {
  pickup_lat: -6.2,
  pickup_long: 106.82,
  dropoff_lat: -6.22,
  dropoff_long: 106.85,
  payment_method: "cash",
};

let proxy: FlakyProxy;
let atlas: TestGateway;
beforeAll(async () => {
  atlas = await startTestGateway({
    databaseThrough: async (databaseUrl) => (proxy = await FlakyProxy.before(databaseUrl)).url,
  });
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
});

interface Reply {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | null;
}

async function call(
  { token }: TestUser,
  [method, path]: readonly [string, string],
  { key, body }: { readonly key?: string; readonly body: unknown },
): Promise<Reply> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const response = await fetch(`${atlas.url}${path}`, {
    method,
    headers: key === undefined ? headers : { ...headers, "idempotency-key": key },
    body: JSON.stringify(body),
  });
  expect(response.headers.get("content-type")).toMatch(/^application\/json/);
  return {
    status: response.status,
    text: await response.text(),
    retryAfter: response.headers.get("retry-after"),
  };
}

const ORDER = ["POST", "/customer/order"] as const;
const STATUS = ["PUT", "/driver/order/status"] as const;

let keys = 0;
const newKey = (): string => `a-key-of-a-client-${(keys += 1)}`;

function codeIn({ text }: Reply): unknown {
  return /"code":"(\w+)"/.exec(text)?.[1];
}

/** What a run of a booking leaves, whatever comes of it: a price. */
async function runsOf({ userId }: TestUser): Promise<number> {
  return await atlas.db.$count(quotes, eq(quotes.riderId, userId));
}

/** As if the process that ran the call had died before the response was stored. */
async function forgetResponse(key: string, agoMs: number): Promise<void> {
  const claimedAt = new Date(atlas.gateway.services.clock().getTime() - agoMs);
  await atlas.db.update(keyedCalls).set({ refusal: null, body: null, claimedAt }).where(eq(keyedCalls.key, key));
}

test("the same key with the same content gets the first response, word for word, and nothing is run again", async () => {
  const rider = await atlas.createUser("rider");
  const key = newKey();
  const first = await call(rider, ORDER, { key, body: { user_id: rider.userId, ...BOOKING } });
  expect([first.status, JSON.parse(first.text)]).toMatchObject([200, { status: "CREATED" }]);
  // Whatever has become of the order since, and in whichever order the fields stand.
  await atlas.db
    .update(orders)
    .set({ status: "CANCELLED", cancelledBy: "rider" })
    .where(eq(orders.riderId, rider.userId));
  expect(await call(rider, ORDER, { key, body: { ...BOOKING, user_id: rider.userId } })).toEqual(first);
  expect([await runsOf(rider), await atlas.db.$count(orders, eq(orders.riderId, rider.userId))]).toEqual([1, 1]);
});

test("a key stands for one content of one operation of one account", async () => {
  const [rider, other] = [await atlas.createUser("rider"), await atlas.createUser("rider")];
  const key = newKey();
  const body = { user_id: rider.userId, ...BOOKING };
  await call(rider, ORDER, { key, body });
  const reused = await call(rider, ORDER, { key, body: { ...body, dropoff_lat: -6.23 } });
  expect([reused.status, codeIn(reused)]).toEqual([409, "IDEMPOTENCY_KEY_REUSED"]);
  expect((await call(other, ORDER, { key, body: { ...body, user_id: other.userId } })).status).toBe(200);
  const { dropoff_lat, ...ride } = BOOKING;
  const asked = { ...ride, dropoff_lat, passenger_id: rider.userId };
  expect((await call(rider, ["POST", "/customer/ride/request"], { key, body: asked })).status).toBe(200);
});

test("of many at once with one key one is run; the others get its response or a refusal to retry later", async () => {
  const rider = await atlas.createUser("rider");
  const [key, body] = [newKey(), { user_id: rider.userId, ...BOOKING }];
  const replies = await Promise.all(Array.from({ length: 8 }, async () => call(rider, ORDER, { key, body })));
  const [first, ...rest] = replies.filter(({ status }) => status === 200);
  for (const response of rest) expect(response).toEqual(first);
  for (const refused of replies.filter(({ status }) => status !== 200)) {
    expect([refused.status, codeIn(refused), refused.retryAfter]).toEqual([409, "IDEMPOTENCY_KEY_IN_USE", "1"]);
  }
  expect(await call(rider, ORDER, { key, body })).toEqual(first);
  expect(await runsOf(rider)).toBe(1);
});

test("a refusal is a response, too; what may pass is not", async () => {
  const rider = await atlas.createUser("rider");
  const key = newKey();
  const body = { user_id: rider.userId, ...BOOKING, payment_method: "wallet" };
  const refused = await call(rider, ORDER, { key, body });
  expect([refused.status, codeIn(refused)]).toEqual([402, "INSUFFICIENT_FUNDS"]);
  const actor = { userId: rider.userId, role: "rider" } as const;
  await topUp(atlas.gateway.services, actor, { amountMinor: 200_000n, idempotencyKey: newKey() });
  expect(await call(rider, ORDER, { key, body })).toEqual(refused);
  expect((await call(rider, ORDER, { key: newKey(), body })).status).toBe(200);
  // Not counted, read or run: what is wrong with a request says so however often it is sent.
  const wrong = { key: newKey(), body: { user_id: "nobody" } };
  expect(codeIn(await call(rider, ORDER, wrong))).toBe("INVALID_INPUT");
  expect(codeIn(await call(rider, ORDER, { ...wrong, key: "short" }))).toBe("INVALID_INPUT");
  expect(await atlas.db.$count(keyedCalls, eq(keyedCalls.key, wrong.key))).toBe(0);
});

test("an outage keeps nothing: the next request with the key is run", async () => {
  const rider = await atlas.createUser("rider");
  const [key, body] = [newKey(), { user_id: rider.userId, ...BOOKING }];
  // The reply to one statement of the booking is lost, and its connection with it.
  proxy.loseReplies(4);
  const lost: number[] = [];
  for (let tries = 0; tries < 12; tries += 1) lost.push((await call(rider, ORDER, { key, body })).status);
  proxy.loseReplies(null);
  expect(lost).toContain(503);
  const claimedAt = new Date(atlas.gateway.services.clock().getTime() - 61_000);
  const isOpen = and(eq(keyedCalls.key, key), eq(keyedCalls.actorId, rider.userId));
  await expect
    .poll(async () => {
      await atlas.db.update(keyedCalls).set({ claimedAt }).where(isOpen);
      return (await call(rider, ORDER, { key, body })).status;
    })
    .toBe(200);
  expect(await atlas.db.$count(orders, eq(orders.riderId, rider.userId))).toBe(1);
});

test("a process that died before the response was stored holds the key for a minute; then the repeat is run, and finds what was done", async () => {
  const rider = await atlas.createUser("rider");
  const [key, body] = [newKey(), { user_id: rider.userId, ...BOOKING }];
  const first = await call(rider, ORDER, { key, body });
  await forgetResponse(key, 59_000);
  expect(codeIn(await call(rider, ORDER, { key, body }))).toBe("IDEMPOTENCY_KEY_IN_USE");
  await forgetResponse(key, 61_000);
  expect(await call(rider, ORDER, { key, body })).toEqual(first);
  expect([await runsOf(rider), await atlas.db.$count(orders, eq(orders.riderId, rider.userId))]).toEqual([2, 1]);
});

test("no command that stores responses is refused by what its first run left", () => {
  const kept = REST_ROUTES.filter(storesResponses);
  expect(kept.map(({ path }) => path)).toEqual(expect.arrayContaining([ORDER[1], STATUS[1]]));
  const kinds = kept.map(({ contract }) => (contract.kind === "command" ? contract.idempotency : contract.kind));
  expect(new Set(kinds)).toEqual(new Set(["repeatable"]));
  const once = REST_ROUTES.filter(({ contract }) => contract.kind === "command" && contract.idempotency === "once");
  expect(once.map(({ path }) => path)).toEqual(["/account/delete"]);
  const others = REST_ROUTES.filter((route) => route.contract.kind === "command" && !storesResponses(route));
  for (const { path, contract } of others) {
    const isItsOwn = contract.kind === "command" && contract.idempotency !== "repeatable";
    expect([path, isItsOwn || path === "/driver/location"]).toEqual([path, true]);
  }
});
