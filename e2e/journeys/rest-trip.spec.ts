import { type APIRequestContext, type APIResponse, expect } from "@playwright/test";
import { test } from "../stack/journey.ts";

const PICKUP = { lat: -6.1754, long: 106.8272 };
const DROPOFF = { lat: -6.1924, long: 106.8228 };
const JOURNEY = {
  pickup_long: PICKUP.long,
  pickup_lat: PICKUP.lat,
  dropoff_long: DROPOFF.long,
  dropoff_lat: DROPOFF.lat,
};

interface Call {
  readonly request: APIRequestContext;
  readonly gateway: string;
}

interface Caller {
  readonly get: (path: string) => Promise<APIResponse>;
  readonly post: (path: string, data: object) => Promise<APIResponse>;
  readonly put: (path: string, data: object) => Promise<APIResponse>;
}

function as({ request, gateway }: Call, token: string): Caller {
  const headers = { authorization: `Bearer ${token}` };
  const at = (path: string): string => `${gateway}${path}`;
  return {
    get: (path) => request.get(at(path), { headers }),
    post: (path, data) => request.post(at(path), { headers, data }),
    put: (path, data) => request.put(at(path), { headers, data }),
  };
}

async function bodyOf(response: APIResponse, status = 200): Promise<Record<string, unknown>> {
  const body: unknown = await response.json();
  expect(response.status(), JSON.stringify(body)).toBe(status);
  return expectRecord(body);
}

function expectRecord(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw new Error(`not an object: ${JSON.stringify(value)}`);
  return Object.fromEntries(Object.entries(value));
}

test("the five calls of the original run a whole trip by themselves", async ({ request, stack }) => {
  const call = { request, gateway: stack.gateway };
  const { rider, driver, service } = stack.accounts;
  const asRider = as(call, rider.token);
  const asDriver = as(call, driver.token);
  const before = await bodyOf(await asRider.get("/wallet/balance"));
  expect(before).toEqual({ user_id: rider.id, balance: expect.any(Number) });

  const order = await bodyOf(await asRider.post("/customer/order", { user_id: rider.id, ...JOURNEY }));
  expect(order).toEqual({ order_id: expect.any(String), status: "CREATED", price: expect.any(Number) });
  const orderId = String(order["order_id"]);

  const ping = (): Promise<APIResponse> =>
    asDriver.post("/driver/location", {
      user_id: driver.id,
      latitude: PICKUP.lat + 0.001,
      longitude: PICKUP.long,
      timestamp: new Date().toISOString(),
    });
  expect(await bodyOf(await ping())).toEqual({ success: true });
  await expect
    .poll(async () => {
      const near = await bodyOf(
        await as(call, service.token).get(`/drivers/nearby?lat=${PICKUP.lat}&lng=${PICKUP.long}&radius=1`),
      );
      return JSON.stringify(near["drivers"]);
    })
    .toContain(driver.id);
  const seen = await bodyOf(await as(call, service.token).get(`/driver/location?driver_id=${driver.id}`));
  expect(seen).toMatchObject({ driver_id: driver.id, age_ms: expect.any(Number), longitude: expect.any(Number) });

  const ride = await bodyOf(
    await asRider.post("/customer/ride/request", { passenger_id: rider.id, ...JOURNEY, vehicle_type: "go-ride" }),
  );
  expect(ride).toEqual({ ride_id: orderId, status: "DRIVERS_FOUND", driver_id: driver.id });

  const read = async (): Promise<Record<string, unknown>> => bodyOf(await asRider.get(`/customer/order?id=${orderId}`));
  await expect.poll(async () => (await read())["status"]).toBe("MATCHED");
  expect(await read()).toEqual({
    order_id: orderId,
    note: null,
    passenger_id: rider.id,
    driver_id: driver.id,
    pickup_lat: PICKUP.lat,
    pickup_long: PICKUP.long,
    dropoff_lat: DROPOFF.lat,
    dropoff_long: DROPOFF.long,
    status: "MATCHED",
    price: order["price"],
    created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  });

  for (const status of ["STARTED", "FINISHED"]) {
    const moved = await bodyOf(await asDriver.put("/driver/order/status", { order_id: orderId, status }));
    expect(moved).toEqual({ order_id: orderId, status, updated_at: expect.any(String) });
  }
  expect((await read())["status"]).toBe("FINISHED");
  // It never moved: that is the minimum, and settles without a question.
  const price = Number((await read())["price"]);
  expect(price).toBeLessThan(Number(order["price"]));
  await expect
    .poll(async () => Number((await bodyOf(await asRider.get("/wallet/balance")))["balance"]))
    .toBe(Number(before["balance"]) - price);
});

test("a credit and a debit move the wallet once, however often they are sent", async ({ request, stack }) => {
  const call = { request, gateway: stack.gateway };
  const { rider, service } = stack.accounts;
  const asService = as(call, service.token);
  const balance = async (): Promise<number> =>
    Number((await bodyOf(await asService.get(`/wallet/balance?user_id=${rider.id}`)))["balance"]);
  const before = await balance();
  const credit = { user_id: rider.id, amount: 25_000, reference_id: `e2e-credit-${Date.now()}` };
  const first = await bodyOf(await asService.post("/wallet/credit", credit));
  expect(first).toMatchObject({ success: true, new_balance: before + 25_000 });
  expect(await bodyOf(await asService.post("/wallet/credit", credit))).toEqual(first);
  const debit = { ...credit, reference_id: `e2e-debit-${Date.now()}` };
  expect(await bodyOf(await asService.post("/wallet/debit", debit))).toMatchObject({ new_balance: before });
  const reused = await bodyOf(await asService.post("/wallet/credit", { ...credit, amount: 1 }), 409);
  expect(reused).toMatchObject({ error: { code: "IDEMPOTENCY_KEY_REUSED" } });
  expect(await balance()).toBe(before);
});

test.describe("bad input gets its own code and writes nothing", () => {
  const cases = [
    {
      name: "coordinates off the Earth",
      body: { ...JOURNEY, pickup_lat: 91 },
      status: 400,
      code: "INVALID_COORDINATES",
    },
    {
      name: "a pickup outside the service area",
      body: { ...JOURNEY, pickup_lat: 48.85, pickup_long: 2.35 },
      status: 422,
      code: "OUTSIDE_SERVICE_AREA",
    },
    { name: "an id that is none", body: { ...JOURNEY, user_id: "rani" }, status: 400, code: "INVALID_INPUT" },
  ];
  for (const { name, body, status, code } of cases) {
    test(name, async ({ request, stack }) => {
      const call = { request, gateway: stack.gateway };
      const { rider } = stack.accounts;
      const response = await as(call, rider.token).post("/customer/order", { user_id: rider.id, ...body });
      const refusal = await bodyOf(response, status);
      expect(refusal).toEqual({ error: { code, message: expect.any(String) } });
    });
  }

  test("malformed JSON", async ({ request, stack }) => {
    const { rider } = stack.accounts;
    const response = await request.post(`${stack.gateway}/customer/order`, {
      headers: { authorization: `Bearer ${rider.token}`, "content-type": "application/json" },
      data: Buffer.from('{"user_id":'),
    });
    expect(await bodyOf(response, 400)).toMatchObject({ error: { code: "MALFORMED_REQUEST" } });
  });

  test("no token, someone else's account, and an order that does not exist", async ({ request, stack }) => {
    const call = { request, gateway: stack.gateway };
    const { rider, driver } = stack.accounts;
    const unknown = await as(call, "no-such-token").get("/wallet/balance");
    expect(await bodyOf(unknown, 401)).toMatchObject({ error: { code: "UNAUTHENTICATED" } });
    const foreign = await as(call, rider.token).get(`/wallet/balance?user_id=${driver.id}`);
    expect(await bodyOf(foreign, 403)).toMatchObject({ error: { code: "FORBIDDEN" } });
    const missing = await as(call, rider.token).get("/customer/order?id=019a0000-0000-7000-8000-000000000000");
    expect(await bodyOf(missing, 404)).toMatchObject({ error: { code: "ORDER_NOT_FOUND" } });
  });

  test("a position of the day before and one of tomorrow", async ({ request, stack }) => {
    const call = { request, gateway: stack.gateway };
    const { driver } = stack.accounts;
    const post = (offsetMs: number): Promise<APIResponse> =>
      as(call, driver.token).post("/driver/location", {
        user_id: driver.id,
        latitude: PICKUP.lat,
        longitude: PICKUP.long,
        timestamp: new Date(Date.now() + offsetMs).toISOString(),
      });
    expect(await bodyOf(await post(-86_400_000), 422)).toMatchObject({ error: { code: "TIMESTAMP_TOO_OLD" } });
    expect(await bodyOf(await post(86_400_000), 422)).toMatchObject({ error: { code: "TIMESTAMP_IN_FUTURE" } });
  });
});
