import { orders } from "@atlas/db/schema/orders";
import { saveVehicle } from "@atlas/services/people/save-vehicle";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { startTestGateway, type TestGateway, type TestUser } from "./test-gateway.ts";
import { nextPings, workOff } from "./test-worker.ts";

const JOURNEY = { pickup_long: 106.8272, pickup_lat: -6.1754, dropoff_long: 106.8228, dropoff_lat: -6.1924 };

let atlas: TestGateway;
let rider: TestUser;
let driver: TestUser;
let service: TestUser;

beforeAll(async () => {
  atlas = await startTestGateway();
  [rider, driver, service] = await Promise.all([
    atlas.createUser("rider", { name: "Ayu" }),
    atlas.createUser("driver", { name: "Budi" }),
    atlas.createUser("service"),
  ]);
  const vehicle = { vehicleType: "go-ride", plate: "B 1234 XYZ", model: "Beat" } as const;
  await saveVehicle(atlas.gateway.services, { userId: driver.userId, role: "driver" }, vehicle);
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

async function bodyOf(response: Promise<Response>, status = 200): Promise<unknown> {
  const body: unknown = await (await response).json();
  expect([(await response).status, body]).toEqual([status, expect.anything()]);
  return body;
}

describe("the original's REST contract", () => {
  test("its five calls run a whole trip, line by line", async () => {
    const credit = { user_id: rider.userId, amount: 100_000, reference_id: "opening" };
    expect(await bodyOf(service.rest("POST", "/wallet/credit", credit))).toEqual({
      success: true,
      new_balance: 100_000,
      message: expect.any(String),
    });

    const order = await bodyOf(
      rider.rest("POST", "/customer/order", { user_id: rider.userId, ...JOURNEY, note: " lobby\nB " }),
    );
    expect(order).toEqual({ order_id: expect.any(String), status: "CREATED", price: expect.any(Number) });
    const { order_id: orderId, price } = z.object({ order_id: z.string(), price: z.number() }).parse(order);
    expect(price % 500).toBe(0);

    const { applied, consumer } = nextPings(atlas);
    const ping = {
      user_id: driver.userId,
      latitude: JOURNEY.pickup_lat + 0.001,
      longitude: JOURNEY.pickup_long,
      timestamp: new Date().toISOString(),
    };
    expect(await bodyOf(driver.rest("POST", "/driver/location", ping))).toEqual({ success: true });
    await applied;
    await consumer.close(1_000);
    expect(
      await bodyOf(service.rest("GET", `/drivers/nearby?lat=${ping.latitude}&lng=${ping.longitude}&radius=1`)),
    ).toEqual({
      drivers: [
        {
          driver_id: driver.userId,
          latitude: expect.closeTo(ping.latitude, 4),
          longitude: expect.closeTo(ping.longitude, 4),
          distance: expect.any(Number),
        },
      ],
    });
    expect(await bodyOf(service.rest("GET", `/driver/location?driver_id=${driver.userId}`))).toEqual({
      driver_id: driver.userId,
      latitude: expect.closeTo(ping.latitude, 4),
      longitude: expect.closeTo(ping.longitude, 4),
      age_ms: expect.any(Number),
    });

    const request = { passenger_id: rider.userId, ...JOURNEY, vehicle_type: "go-ride" };
    expect(await bodyOf(rider.rest("POST", "/customer/ride/request", request))).toEqual({
      ride_id: orderId,
      status: "DRIVERS_FOUND",
      driver_id: driver.userId,
    });
    await workOff(atlas);
    expect(await bodyOf(rider.rest("GET", `/customer/order?id=${orderId}`))).toEqual({
      order_id: orderId,
      passenger_id: rider.userId,
      driver_id: driver.userId,
      ...JOURNEY,
      status: "MATCHED",
      price,
      note: "lobby B",
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });

    for (const status of ["STARTED", "FINISHED"]) {
      const move = { order_id: orderId, status };
      expect(await bodyOf(driver.rest("PUT", "/driver/order/status", move))).toEqual({
        ...move,
        updated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      });
    }
    await workOff(atlas);
    const final = await bodyOf(rider.rest("GET", `/customer/order?id=${orderId}`));
    expect(final).toMatchObject({ status: "FINISHED" });
    // It never moved: that is the minimum, and settles without a question.
    const paid = z.object({ price: z.number() }).parse(final).price;
    expect(paid).toBeLessThan(price);
    expect(await bodyOf(rider.rest("GET", "/wallet/balance"))).toEqual({
      user_id: rider.userId,
      balance: 100_000 - paid,
    });
  });

  test("a step from afar is refused to the app and taken from the original's call; a rider who does not come is recorded", async () => {
    const asked = async (pickupLat: number): Promise<string> => {
      const passenger = await atlas.createUser("rider");
      const credit = { user_id: passenger.userId, amount: 100_000, reference_id: passenger.userId };
      await bodyOf(service.rest("POST", "/wallet/credit", credit));
      const journey = { ...JOURNEY, pickup_lat: pickupLat, vehicle_type: "go-ride" };
      const request = { passenger_id: passenger.userId, ...journey };
      const ride = await bodyOf(passenger.rest("POST", "/customer/ride/request", request));
      await workOff(atlas);
      return z.object({ ride_id: z.string() }).parse(ride).ride_id;
    };
    const car = JOURNEY.pickup_lat + 0.001;
    const afar = await asked(car + 0.01);
    const arrive = (orderId: string): Promise<unknown> =>
      driver.rpc.order.updateStatus.mutate({ orderId, status: "ARRIVED" });
    await expect(arrive(afar)).rejects.toMatchObject({ data: { atlasCode: "NOT_AT_PICKUP" } });
    const move = { order_id: afar, status: "ARRIVED" };
    expect(await bodyOf(driver.rest("PUT", "/driver/order/status", move))).toMatchObject(move);
    const leave = (orderId: string): Promise<Response> => driver.rest("POST", `/driver/order/${orderId}/no-show`, {});
    expect(await bodyOf(leave(afar), 409)).toMatchObject({ error: { code: "NOT_AT_PICKUP" } });
    for (const status of ["STARTED", "FINISHED"]) {
      await bodyOf(driver.rest("PUT", "/driver/order/status", { order_id: afar, status }));
    }

    const near = await asked(car);
    expect(await arrive(near)).toMatchObject({ status: "ARRIVED", arrival: { proof: "position" } });
    expect(await bodyOf(leave(near), 409)).toMatchObject({ error: { code: "NO_SHOW_TOO_EARLY" } });
    // As if the time had passed.
    await atlas.gateway.services.db.update(orders).set({ freeWaitingS: 0 }).where(eq(orders.id, near));
    expect(await bodyOf(leave(near))).toMatchObject({ order_id: near, status: "CANCELLED", is_no_show: true });
  });

  test("a request without drivers says so, and needs no order made before", async () => {
    const lonely = await atlas.createUser("rider");
    await bodyOf(
      service.rest("POST", "/wallet/credit", { user_id: lonely.userId, amount: "90000", reference_id: "lonely" }),
    );
    const journey = { pickup_long: 106.95, pickup_lat: -6.35, dropoff_long: 106.9, dropoff_lat: -6.34 };
    const request = { passenger_id: lonely.userId, ...journey, vehicle_type: "go-ride" };
    expect(await bodyOf(lonely.rest("POST", "/customer/ride/request", request))).toEqual({
      ride_id: expect.any(String),
      status: "DRIVERS_NOT_FOUND",
      driver_id: null,
    });
  });

  test("fields that the original does not know are ignored, and those of other calls refused", async () => {
    const lonely = await atlas.createUser("rider");
    await bodyOf(
      service.rest("POST", "/wallet/credit", { user_id: lonely.userId, amount: 90_000, reference_id: "odd" }),
    );
    const order = z
      .object({ order_id: z.string() })
      .parse(
        await bodyOf(lonely.rest("POST", "/customer/order", { user_id: lonely.userId, ...JOURNEY, colour: "red" })),
      );
    await bodyOf(lonely.rest("GET", `/customer/order?id=${order.order_id}&colour=red`));
    const cancelled = { order_id: order.order_id, status: "CANCELLED", colour: "red" };
    expect(await bodyOf(lonely.rest("PUT", "/driver/order/status", cancelled))).toMatchObject({ status: "CANCELLED" });
    const refused = { error: { code: "UNKNOWN_FIELD" } };
    const near = "/drivers/nearby?lat=-6.1754&lng=106.8272";
    await bodyOf(lonely.rest("GET", near));
    expect(await bodyOf(lonely.rest("GET", `${near}&colour=red`), 400)).toMatchObject(refused);
    const where = `/driver/location?driver_id=${driver.userId}&colour=red`;
    expect(await bodyOf(driver.rest("GET", where), 400)).toMatchObject(refused);
  });

  test("a posting repeats its first response for its key, which the header outranks, and no other", async () => {
    const owner = await atlas.createUser("rider");
    const credit = { user_id: owner.userId, amount: 25_000, reference_id: `credit-${owner.userId}` };
    const first = await bodyOf(service.rest("POST", "/wallet/credit", credit));
    expect(first).toEqual({ success: true, new_balance: 25_000, message: expect.any(String) });
    expect(await bodyOf(service.rest("POST", "/wallet/credit", credit))).toEqual(first);
    expect(await bodyOf(service.rest("POST", "/wallet/credit", { ...credit, amount: 1 }), 409)).toMatchObject({
      error: { code: "IDEMPOTENCY_KEY_REUSED" },
    });
    const withHeader = fetch(`${atlas.url}/wallet/debit`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${service.token}`,
        "content-type": "application/json",
        "idempotency-key": `debit-${owner.userId}`,
      },
      body: JSON.stringify({ ...credit, amount: 5_000 }),
    });
    expect(await bodyOf(withHeader)).toMatchObject({ success: true, new_balance: 20_000 });
    const without = service.rest("POST", "/wallet/credit", { user_id: owner.userId, amount: 1 });
    expect(await bodyOf(without, 400)).toMatchObject({ error: { code: "IDEMPOTENCY_KEY_REQUIRED" } });
    const tooMuch = { user_id: owner.userId, amount: 20_001, reference_id: `too-much-${owner.userId}` };
    expect(await bodyOf(service.rest("POST", "/wallet/debit", tooMuch), 402)).toMatchObject({
      error: { code: "INSUFFICIENT_FUNDS" },
    });
    expect(await bodyOf(service.rest("GET", `/wallet/balance?user_id=${owner.userId}`))).toEqual({
      user_id: owner.userId,
      balance: 20_000,
    });
  });
});
