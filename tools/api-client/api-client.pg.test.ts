import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTestGateway, type TestGateway, type TestUser } from "@atlas/gateway/test-gateway";
import { nextPings, workOff } from "@atlas/gateway/test-worker";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type Call, generateClient } from "./generate-client.ts";
import { lintSpec, WITHOUT } from "./lint-spec.ts";

const JOURNEY = { pickup_long: 106.8272, pickup_lat: -6.1754, dropoff_long: 106.8228, dropoff_lat: -6.1924 };

const dir = mkdtempSync(join(tmpdir(), "atlas-api-client-"));
let atlas: TestGateway;
let document: Record<string, unknown>;
let calls: Record<string, Call>;
beforeAll(async () => {
  atlas = await startTestGateway();
  document = z.record(z.string(), z.unknown()).parse(await (await fetch(`${atlas.url}/openapi.json`)).json());
  // The generator notes things of its own in what it is given.
  calls = await generateClient(structuredClone(document), dir);
}, 60_000);
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
});

/** What the generated client makes of a response. */
async function call(user: TestUser, operationId: string, options: { body?: object; query?: object }): Promise<unknown> {
  const { data, error } = (await calls[operationId]?.({ baseUrl: atlas.url, auth: user.token, ...options })) ?? {};
  return data ?? error;
}

test("the description passes Spectral's recommended rules and those of its OWASP set", async () => {
  expect(await lintSpec(document)).toEqual([]);
}, 60_000);

test("what each of these rules is about is found where it is missing", async () => {
  const unbounded = { "application/json": { schema: { type: "object", properties: { note: { type: "string" } } } } };
  const post = {
    summary: "Careless",
    requestBody: { content: unbounded },
    responses: { 200: { description: "Done" } },
  };
  const careless = await lintSpec({ ...document, info: { title: "Atlas" }, paths: { "/careless": { post } } });
  for (const rule of [
    "info-contact",
    "owasp:api2:2023-write-restricted",
    "owasp:api4:2023-string-limit",
    "owasp:api4:2023-string-restricted",
    "owasp:api8:2023-define-error-responses-401",
    "owasp:api8:2023-define-error-responses-500",
  ]) {
    expect(careless.join("\n")).toContain(rule);
  }
});

test("what is not held against the description is listed on the page about security, with its reason", () => {
  const page = readFileSync(new URL("../../docs/security.md", import.meta.url), "utf8");
  for (const [rule, reason] of Object.entries(WITHOUT)) expect(page).toContain(`| \`${rule}\` | ${reason} |`);
});

test("a generated client runs a trip and its payment by the original's calls", async () => {
  const [rider, driver, service] = await Promise.all([
    atlas.createUser("rider"),
    atlas.createUser("driver"),
    atlas.createUser("service"),
  ]);
  await driver.rpc.driver.saveVehicle.mutate({ vehicleType: "go-ride", plate: "B 1234 XYZ", model: "Beat" });
  const credit = { user_id: rider.userId, amount: 100_000, reference_id: `credit-${rider.userId}` };
  expect(await call(service, "postWalletCredit", { body: credit })).toMatchObject({ new_balance: 100_000 });
  const debit = { ...credit, amount: "25000", reference_id: `debit-${rider.userId}` };
  expect(await call(service, "postWalletDebit", { body: debit })).toMatchObject({ new_balance: 75_000 });

  const order = await call(rider, "postCustomerOrder", { body: { user_id: rider.userId, ...JOURNEY } });
  expect(order).toMatchObject({ status: "CREATED" });
  const { order_id: orderId } = z.object({ order_id: z.string() }).parse(order);
  const { applied, consumer } = nextPings(atlas);
  const timestamp = new Date().toISOString();
  const position = { user_id: driver.userId, latitude: JOURNEY.pickup_lat, longitude: JOURNEY.pickup_long, timestamp };
  expect(await call(driver, "postDriverLocation", { body: position })).toEqual({ success: true });
  await applied;
  await consumer.close(1_000);
  const request = { passenger_id: rider.userId, ...JOURNEY, vehicle_type: "go-ride" };
  expect(await call(rider, "postCustomerRideRequest", { body: request })).toEqual({
    ride_id: orderId,
    status: "DRIVERS_FOUND",
    driver_id: driver.userId,
  });
  await workOff(atlas);
  for (const status of ["STARTED", "FINISHED"]) {
    const moved = await call(driver, "putDriverOrderStatus", { body: { order_id: orderId, status } });
    expect(moved).toMatchObject({ order_id: orderId, status });
  }
  await workOff(atlas);
  const done = await call(rider, "getCustomerOrder", { query: { id: orderId } });
  expect(done).toMatchObject({ status: "FINISHED", driver_id: driver.userId });
  const { price } = z.object({ price: z.number() }).parse(done);
  expect(await call(rider, "getWalletBalance", {})).toEqual({ user_id: rider.userId, balance: 75_000 - price });
});

test("a generated client reads a refusal, and does not send what the description forbids", async () => {
  const rider = await atlas.createUser("rider");
  const stranger = await atlas.createUser("rider");
  expect(await call(rider, "getWalletBalance", { query: { user_id: stranger.userId } })).toEqual({
    error: { code: "FORBIDDEN", message: expect.any(String) },
  });
  const nowhere = { user_id: rider.userId, ...JOURNEY, pickup_lat: 91 };
  expect(await call(rider, "postCustomerOrder", { body: nowhere })).toMatchObject({ name: "ZodError" });
});
