import { ERROR_STATUS, type ErrorCode, isErrorCode } from "@atlas/core/errors";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { countRows } from "./count-rows.ts";
import { startTestGateway, type TestGateway, type TestUser } from "./test-gateway.ts";

const JOURNEY = { pickup_long: 106.8272, pickup_lat: -6.1754, dropoff_long: 106.8228, dropoff_lat: -6.1924 };
const UNKNOWN = "0199d3a0-6c1e-7000-8000-00000000dead";
const HOUR_MS = 3_600_000;

const restError = z.strictObject({ error: z.strictObject({ code: z.string(), message: z.string().min(1) }) });
const rpcError = z.object({
  error: z.object({
    message: z.string().min(1),
    data: z.object({ atlasCode: z.string(), httpStatus: z.number() }),
  }),
});

type Who = "rider" | "stranger" | "driver" | "service";
type Users = Readonly<Record<Who, TestUser>>;

interface BadRequest {
  readonly what: string;
  readonly code: ErrorCode;
  readonly by: Who;
  /** Made when the users and the order exist. A text body goes out as it is. */
  /** Tables that gain a row all the same. */
  readonly leaves?: readonly string[];
  readonly make: (users: Users, orderId: string) => { method: string; path: string; body?: unknown };
}

let atlas: TestGateway;
let users: Users;
/** The rider's open order, not dispatched. */
let orderId: string;

beforeAll(async () => {
  atlas = await startTestGateway();
  const [rider, stranger, driver, service] = await Promise.all([
    atlas.createUser("rider"),
    atlas.createUser("rider"),
    atlas.createUser("driver"),
    atlas.createUser("service"),
  ]);
  users = { rider, stranger, driver, service };
  await service.rest("POST", "/wallet/credit", { user_id: rider.userId, amount: 500_000, reference_id: "opening" });
  const order = await rider.rest("POST", "/customer/order", { user_id: rider.userId, ...JOURNEY });
  orderId = z.object({ order_id: z.uuid() }).parse(await order.json()).order_id;
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

function rpc(path: string, input: unknown): { method: string; path: string; body: unknown } {
  return { method: "POST", path: `/trpc/${path}`, body: input };
}

function rpcQuery(path: string, input: unknown): { method: string; path: string } {
  return { method: "GET", path: `/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}` };
}

function post(path: string, body: unknown): { method: string; path: string; body: unknown } {
  return { method: "POST", path, body };
}

function get(path: string): { method: string; path: string } {
  return { method: "GET", path };
}

/** The stranger has no open order, so nothing but the coordinates can be refused. */
function badJourney(what: string, change: Record<string, unknown>, code: ErrorCode): BadRequest[] {
  const journey = { ...JOURNEY, ...change };
  const points = {
    pickup: { lat: journey.pickup_lat, lng: journey.pickup_long },
    dropoff: { lat: journey.dropoff_lat, lng: journey.dropoff_long },
  };
  return [
    {
      what: `${what}, ordering`,
      code,
      by: "stranger",
      make: ({ stranger }) => post("/customer/order", { user_id: stranger.userId, ...journey }),
    },
    {
      what: `${what}, requesting`,
      code,
      by: "stranger",
      make: ({ stranger }) => post("/customer/ride/request", { passenger_id: stranger.userId, ...journey }),
    },
    { what: `${what}, quoting`, code, by: "stranger", make: () => rpc("order.quote", points) },
  ];
}

function badPing(what: string, change: Record<string, unknown>, code: ErrorCode): BadRequest[] {
  const ping = (): Record<string, unknown> => ({
    latitude: -6.2,
    longitude: 106.8,
    timestamp: new Date().toISOString(),
    ...change,
  });
  return [
    {
      what: `${what}, over REST`,
      code,
      by: "driver",
      make: ({ driver }) => post("/driver/location", { user_id: driver.userId, ...ping() }),
    },
    {
      what: `${what}, over tRPC`,
      code,
      by: "driver",
      make: () => {
        const { latitude: lat, longitude: lng, timestamp: recordedAt } = ping();
        return rpc("tracker.updateLocation", { lat, lng, recordedAt });
      },
    },
  ];
}

/** Only the original's call refuses a time; all others count by an age. */
function badTimestamp(what: string, aheadMs: number, code: ErrorCode): BadRequest {
  const body = (userId: string): object => ({
    user_id: userId,
    latitude: -6.2,
    longitude: 106.8,
    timestamp: Date.now() + aheadMs,
  });
  return { what, code, by: "driver", make: ({ driver }) => post("/driver/location", body(driver.userId)) };
}

function badAmount(what: string, amount: unknown): BadRequest[] {
  const code = "INVALID_AMOUNT";
  const key = `bad-amount-${what}`;
  return [
    ...["/wallet/credit", "/wallet/debit"].map((path): BadRequest => ({
      what: `${what}, ${path}`,
      code,
      by: "service",
      make: ({ rider }) => post(path, { user_id: rider.userId, amount, reference_id: key }),
    })),
    {
      what: `${what}, topping up`,
      code,
      by: "rider",
      make: () => rpc("wallet.topUp", { amountMinor: amount, idempotencyKey: key }),
    },
    {
      what: `${what}, paying out`,
      code,
      by: "driver",
      make: () => rpc("driver.requestPayout", { amountMinor: amount, idempotencyKey: key }),
    },
  ];
}

const CASES: readonly BadRequest[] = [
  ...badJourney("a latitude beyond 90", { pickup_lat: 90.01 }, "INVALID_COORDINATES"),
  ...badJourney("a latitude below −90", { dropoff_lat: -91 }, "INVALID_COORDINATES"),
  ...badJourney("a longitude beyond 180", { pickup_long: 180.5 }, "INVALID_COORDINATES"),
  ...badJourney("a longitude below −180", { dropoff_long: -200 }, "INVALID_COORDINATES"),
  // JSON has no NaN: clients send null for it, or the bare word, which is not JSON (below).
  ...badJourney("NaN as a coordinate", { pickup_lat: Number.NaN }, "INVALID_COORDINATES"),
  ...badJourney("a text as a coordinate", { pickup_lat: "NaN" }, "INVALID_COORDINATES"),
  ...badJourney("a pickup outside the service area", { pickup_lat: 51.5, pickup_long: 0 }, "OUTSIDE_SERVICE_AREA"),
  ...badJourney("a dropoff outside the service area", { dropoff_lat: -7.8 }, "OUTSIDE_SERVICE_AREA"),
  {
    what: "NaN in a query",
    code: "INVALID_COORDINATES",
    by: "rider",
    make: () => get("/drivers/nearby?lat=NaN&lng=106.8&radius=1"),
  },
  {
    what: "no number in a query",
    code: "INVALID_COORDINATES",
    by: "rider",
    make: () => get("/drivers/nearby?lat=&lng=106.8"),
  },
  {
    what: "a day before anybody drove",
    code: "INVALID_INPUT",
    by: "driver",
    make: () => rpcQuery("driver.day", { day: "0001-01-01" }),
  },
  {
    what: "an instant in the year 0",
    code: "INVALID_INPUT",
    by: "driver",
    make: () => rpcQuery("driver.earnings", { from: "0000-01-01T00:00:00Z" }),
  },

  ...badPing("a ping off the Earth", { latitude: 95 }, "INVALID_COORDINATES"),
  ...badPing("a ping outside the service area", { latitude: 48.1, longitude: 11.6 }, "OUTSIDE_SERVICE_AREA"),
  badTimestamp("a ping from the future", HOUR_MS, "TIMESTAMP_IN_FUTURE"),
  badTimestamp("a ping of an hour ago", -HOUR_MS - 60_000, "TIMESTAMP_TOO_OLD"),
  {
    what: "an age of an hour",
    code: "TIMESTAMP_TOO_OLD",
    by: "driver",
    make: () => rpc("tracker.updateLocation", { lat: -6.2, lng: 106.8, ageMs: HOUR_MS + 60_000 }),
  },
  ...badPing("a ping without a time", { timestamp: "yesterday" }, "INVALID_INPUT"),

  ...badAmount("zero", 0),
  ...badAmount("a negative amount", -25_000),
  ...badAmount("a negative text", "-25000"),
  ...badAmount("a fraction", 1.5),
  ...badAmount("a fraction as text", "1.5"),
  ...badAmount("2^53", 2 ** 53),
  ...badAmount("2^53 as text", "9007199254740992"),
  ...badAmount("an exponent", "1e3"),
  ...badAmount("nothing", null),

  { what: "an unknown order", code: "ORDER_NOT_FOUND", by: "rider", make: () => get(`/customer/order?id=${UNKNOWN}`) },
  {
    what: "an unknown order over tRPC",
    code: "ORDER_NOT_FOUND",
    by: "rider",
    make: () => rpcQuery("order.get", { orderId: UNKNOWN }),
  },
  {
    what: "moving an unknown order",
    code: "ORDER_NOT_FOUND",
    by: "driver",
    make: () => ({ method: "PUT", path: "/driver/order/status", body: { order_id: UNKNOWN, status: "STARTED" } }),
  },
  {
    what: "cancelling an unknown order",
    code: "ORDER_NOT_FOUND",
    by: "rider",
    make: () => rpc("order.cancel", { orderId: UNKNOWN }),
  },
  {
    what: "dispatching an unknown order",
    code: "ORDER_NOT_FOUND",
    by: "rider",
    make: () => rpc("dispatch.requestRide", { orderId: UNKNOWN }),
  },
  { what: "an id that is none", code: "INVALID_INPUT", by: "rider", make: () => get("/customer/order?id=42") },
  {
    what: "an unknown quote",
    code: "QUOTE_NOT_FOUND",
    by: "stranger",
    make: () => rpc("order.create", { quoteId: UNKNOWN }),
  },
  {
    what: "an unknown offer",
    code: "OFFER_NOT_FOUND",
    by: "driver",
    make: () => rpc("dispatch.accept", { offerId: UNKNOWN }),
  },
  {
    what: "declining an unknown offer",
    code: "OFFER_NOT_FOUND",
    by: "driver",
    make: () => rpc("dispatch.decline", { offerId: UNKNOWN }),
  },
  {
    what: "an unknown driver",
    code: "DRIVER_NOT_FOUND",
    by: "service",
    make: () => get(`/driver/location?driver_id=${UNKNOWN}`),
  },
  {
    what: "a ping of an unknown driver",
    code: "DRIVER_NOT_FOUND",
    by: "service",
    make: () => post("/driver/location", { user_id: UNKNOWN, latitude: -6.2, longitude: 106.8, timestamp: Date.now() }),
  },
  {
    what: "an order for an unknown rider",
    code: "RIDER_NOT_FOUND",
    by: "service",
    make: () => post("/customer/order", { user_id: UNKNOWN, ...JOURNEY }),
  },
  {
    what: "the wallet of nobody",
    code: "ACCOUNT_NOT_FOUND",
    by: "service",
    make: () => get(`/wallet/balance?user_id=${UNKNOWN}`),
  },
  {
    what: "a credit to nobody",
    code: "ACCOUNT_NOT_FOUND",
    by: "service",
    // A key that was refused stays refused.
    leaves: ["ledger.idempotency"],
    make: () => post("/wallet/credit", { user_id: UNKNOWN, amount: 1_000, reference_id: "to-nobody" }),
  },
  {
    what: "an unknown city",
    code: "CITY_NOT_FOUND",
    by: "rider",
    make: () => rpcQuery("city.get", { cityId: "atlantis" }),
  },

  {
    what: "someone else's order",
    code: "ORDER_NOT_FOUND",
    by: "stranger",
    make: (_users, id) => get(`/customer/order?id=${id}`),
  },
  {
    what: "someone else's order over tRPC",
    code: "ORDER_NOT_FOUND",
    by: "stranger",
    make: (_users, id) => rpcQuery("order.get", { orderId: id }),
  },
  {
    what: "cancelling someone else's order",
    code: "ORDER_NOT_FOUND",
    by: "stranger",
    make: (_users, id) => rpc("order.cancel", { orderId: id }),
  },
  {
    what: "dispatching someone else's order",
    code: "ORDER_NOT_FOUND",
    by: "stranger",
    make: (_users, id) => rpc("dispatch.requestRide", { orderId: id }),
  },
  {
    what: "moving someone else's order",
    code: "ORDER_NOT_FOUND",
    by: "driver",
    make: (_users, id) => ({ method: "PUT", path: "/driver/order/status", body: { order_id: id, status: "STARTED" } }),
  },
  {
    what: "ordering for someone else",
    code: "FORBIDDEN",
    by: "stranger",
    make: ({ rider }) => post("/customer/order", { user_id: rider.userId, ...JOURNEY }),
  },
  {
    what: "requesting for someone else",
    code: "FORBIDDEN",
    by: "stranger",
    make: ({ rider }, id) => post("/customer/ride/request", { passenger_id: rider.userId, ...JOURNEY, order_id: id }),
  },

  ...(["STARTED", "FINISHED", "ARRIVED"] as const).map((status): BadRequest => ({
    what: `from CREATED to ${status}`,
    code: "ILLEGAL_TRANSITION",
    by: "service",
    make: (_users, id) => ({ method: "PUT", path: "/driver/order/status", body: { order_id: id, status } }),
  })),
  {
    what: "a status that nobody sets",
    code: "ILLEGAL_TRANSITION",
    by: "driver",
    make: (_users, id) => ({ method: "PUT", path: "/driver/order/status", body: { order_id: id, status: "MATCHED" } }),
  },
  {
    what: "a status that does not exist",
    code: "INVALID_INPUT",
    by: "driver",
    make: (_users, id) => ({ method: "PUT", path: "/driver/order/status", body: { order_id: id, status: "FLOWN" } }),
  },
  {
    what: "rating an unfinished trip",
    code: "ORDER_NOT_FINISHED",
    by: "rider",
    make: (_users, id) => rpc("order.rate", { orderId: id, stars: 5 }),
  },
  {
    what: "a second open order",
    code: "RIDER_HAS_ACTIVE_ORDER",
    by: "rider",
    // The price that was found stays until it expires.
    leaves: ["public.quotes"],
    make: ({ rider }) =>
      post("/customer/ride/request", {
        passenger_id: rider.userId,
        ...JOURNEY,
        pickup_lat: -6.21,
        pickup_long: 106.83,
      }),
  },

  {
    what: "malformed JSON",
    code: "MALFORMED_REQUEST",
    by: "rider",
    make: () => post("/customer/order", '{"user_id":'),
  },
  {
    what: "the word NaN in JSON",
    code: "MALFORMED_REQUEST",
    by: "driver",
    make: ({ driver }) =>
      post("/driver/location", `{"user_id":"${driver.userId}","latitude":NaN,"longitude":106.8,"timestamp":0}`),
  },
  {
    what: "malformed JSON over tRPC",
    code: "MALFORMED_REQUEST",
    by: "rider",
    make: () => post("/trpc/order.create", "{not json"),
  },
  { what: "an empty body", code: "MALFORMED_REQUEST", by: "rider", make: () => post("/customer/order", "") },
  { what: "an array", code: "INVALID_INPUT", by: "rider", make: () => post("/customer/order", "[]") },
  {
    what: "a body beyond the limit",
    code: "PAYLOAD_TOO_LARGE",
    by: "rider",
    make: () => post("/customer/order", JSON.stringify({ note: "x".repeat(300_000) })),
  },
];

/** The code of an error, whose shape must be that of its protocol. */
function codeIn(path: string, body: unknown): string {
  if (!path.startsWith("/trpc/")) return restError.parse(body).error.code;
  const { atlasCode, httpStatus } = rpcError.parse(body).error.data;
  return isErrorCode(atlasCode) && ERROR_STATUS[atlasCode] === httpStatus ? atlasCode : `${atlasCode} as ${httpStatus}`;
}

function changedTables(before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>): string[] {
  return Object.keys(after).filter((table) => after[table] !== before[table]);
}

describe("bad input", () => {
  test("has names that tell the cases apart", () => {
    expect(new Set(CASES.map(({ what }) => what)).size).toBe(CASES.length);
  });

  test.each(CASES.map((bad) => [bad.what, bad.code, bad] as const))("%s is refused as %s", async (_what, code, bad) => {
    const before = await countRows(atlas.db);
    const { method, path, body } = bad.make(users, orderId);
    const response = await users[bad.by].rest(method, path, body);
    const reply: unknown = await response.json();
    expect([response.status, codeIn(path, reply)]).toEqual([ERROR_STATUS[code], code]);
    const after = await countRows(atlas.db);
    const { leaves = [] } = bad;
    expect(changedTables(before, after)).toEqual(leaves);
  });

  test("leaves the order and the wallet as they were", async () => {
    const { rider } = users;
    expect(await (await rider.rest("GET", `/customer/order?id=${orderId}`)).json()).toMatchObject({
      status: "CREATED",
      driver_id: null,
    });
    expect(await (await rider.rest("GET", "/wallet/balance")).json()).toEqual({
      user_id: rider.userId,
      balance: 500_000,
    });
  });

  test("no position of a refused ping was queued", async () => {
    const [pings] = (await atlas.gateway.services.queueCounts()).filter(({ name }) => name === "driver-gps");
    expect(pings).toMatchObject({ waiting: 0, active: 0, delayed: 0 });
  });

  test("a batch of pings says which of them were refused, and why", async () => {
    const good = { lat: -6.2, lng: 106.8, recordedAt: Date.now() - 5_000 };
    const reply = await users.driver.rpc.tracker.updateLocations.mutate({
      pings: [{ ...good, lng: 0 }, { ...good, lat: 91 }, good, { ...good, recordedAt: Date.now() - 2 * HOUR_MS }],
    });
    expect(reply).toEqual({
      accepted: 1,
      rejected: [
        { index: 0, code: "OUTSIDE_SERVICE_AREA" },
        { index: 1, code: "INVALID_COORDINATES" },
        { index: 3, code: "TIMESTAMP_TOO_OLD" },
      ],
    });
  });
});
