import { randomBytes } from "node:crypto";
import type { Actor } from "@atlas/core/actor";
import { sessions } from "@atlas/db/schema/identity";
import { outbox } from "@atlas/db/schema/messaging";
import { BLOK_M, MONAS, openTestWorld, type TestWorld } from "@atlas/services/testing/test-world";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from "./otlp-receiver-fixture.ts";
import { type RunningServer, startServer } from "./server-fixture.ts";

const WAIT = { timeout: 15_000, interval: 50 };

let world: TestWorld;
let receiver: OtlpReceiver;
beforeAll(async () => {
  // The countdown of an offer is part of the trace: a short one.
  world = await openTestWorld({ isRealTime: true, city: { offerTtlS: 1 } });
  receiver = await startOtlpReceiver();
});
afterAll(async () => {
  await receiver[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

type Call = (method: "GET" | "POST", path: string, body?: unknown) => Promise<Response>;

async function signIn(server: RunningServer, actor: Actor): Promise<Call> {
  const { ctx } = world;
  const token = randomBytes(24).toString("base64url");
  const expiresAt = new Date(ctx.clock().getTime() + 3_600_000);
  await world.identity.insert(sessions).values({ id: ctx.newId(), userId: actor.userId, token, expiresAt });
  return async (method, path, body) =>
    fetch(`${server.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
}

const TRIP = {
  pickup_lat: MONAS.lat,
  pickup_long: MONAS.lng,
  dropoff_lat: BLOK_M.lat,
  dropoff_long: BLOK_M.lng,
};

async function requestRide(call: Call, rider: Actor): Promise<string> {
  const response = await call("POST", "/customer/ride/request", { passenger_id: rider.userId, ...TRIP });
  const text = await response.text();
  expect(text).toContain("ride_id");
  return z.object({ ride_id: z.string() }).parse(JSON.parse(text)).ride_id;
}

async function postLocation(call: Call, driver: Actor): Promise<Response> {
  const timestamp = new Date().toISOString();
  const { lat: latitude, lng: longitude } = MONAS;
  return await call("POST", "/driver/location", { user_id: driver.userId, latitude, longitude, timestamp });
}

/** The names from the root to a span. */
function pathTo(span: ReceivedSpan): string[] {
  const parent = receiver.spans.find(({ spanId }) => spanId === span.parentSpanId);
  return [...(parent === undefined ? [] : pathTo(parent)), `${span.service.slice("atlas-".length)}: ${span.name}`];
}

test("one request for a trip is one trace, from the gateway over the outbox to the match and the offer's end", async () => {
  await using worker = await startServer("worker", world, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  await using gateway = await startServer("gateway", world, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  const rider = await world.addRider();
  await world.addDriver();
  const call = await signIn(gateway, rider);
  const orderId = await requestRide(call, rider);

  await vi.waitFor(() => expect(receiver.spans.map(({ name }) => name)).toContain("offer-expiry"), WAIT);
  const request = receiver.spans.find(({ name }) => name === "POST /customer/ride/request");
  const expiry = receiver.spans.find(({ name }) => name === "offer-expiry");
  const offer = receiver.spans.find(({ name }) => name === "offer");
  if (!request || !offer || !expiry) throw new Error("a span is missing");
  expect(new Set([request.traceId, offer.traceId, expiry.traceId]).size).toBe(1);
  const job = ["gateway: POST /customer/ride/request", "worker: outbox", "worker: ride-dispatch"];
  expect(pathTo(offer)).toEqual([...job, "worker: match round", "worker: offer"]);
  expect(pathTo(expiry)).toEqual([...pathTo(offer), "worker: outbox", "worker: offer-expiry"]);
  expect(offer.attributes).toMatchObject({ "atlas.order.id": orderId, "atlas.outcome": "offered" });
  for (const { attributes } of [request, expiry]) expect(attributes).toMatchObject({ "atlas.order.id": orderId });
  const dispatch = receiver.spans.find(({ name }) => name === "ride-dispatch");
  expect(dispatch?.attributes).toMatchObject({
    "atlas.city": world.cityId,
    "atlas.order.id": orderId,
    "atlas.attempt": 1,
    "atlas.outcome": "completed",
  });

  const lines = [...gateway.lines, ...worker.lines].filter((line) => line["orderId"] === orderId);
  expect(lines.map(({ msg }) => msg)).toEqual(expect.arrayContaining(["order.created", "dispatch.round"]));
  expect(new Set(lines.map(({ traceId }) => traceId))).toEqual(new Set([request.traceId]));

  // Nobody waits for a clock at the end: what the last request did is sent on the way out.
  expect((await call("GET", "/trpc/account.me")).status).toBe(200);
  expect(await gateway.stop()).toBe(0);
  const procedure = receiver.spans.find(({ name }) => name === "account.me");
  if (!procedure) throw new Error("the procedure's span is missing");
  expect(pathTo(procedure)).toEqual(["gateway: GET /trpc/*", "gateway: account.me"]);
  expect(procedure.attributes).toMatchObject({ "atlas.outcome": "OK", "atlas.call.type": "query" });
}, 60_000);

test("of the batches of positions the worker's first is traced, by itself, and the next ones are not", async () => {
  await using worker = await startServer("worker", world, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  await using gateway = await startServer("gateway", world, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  const driver = await world.addDriver();
  const call = await signIn(gateway, driver);
  for (let batch = 1; batch <= 3; batch += 1) {
    expect(await (await postLocation(call, driver)).json()).toEqual({ success: true });
    await vi.waitFor(async () => {
      expect(await (await fetch(worker.metricsUrl)).text()).toContain(`atlas_ping_age_seconds_count ${batch}\n`);
    }, WAIT);
  }
  await worker.stop();
  const batches = receiver.spans.filter(({ name }) => name === "driver-gps");
  expect(batches).toMatchObject([{ parentSpanId: null, attributes: { "atlas.city": world.cityId } }]);
}, 60_000);

test("positions, probes and scrapes leave no spans", async () => {
  await using gateway = await startServer("gateway", world, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  const driver = await world.addDriver();
  const call = await signIn(gateway, driver);
  const before = receiver.spans.length;
  expect(await (await postLocation(call, driver)).json()).toEqual({ success: true });
  const sent = await call("POST", "/trpc/tracker.updateLocation", { ...MONAS, recordedAt: Date.now() });
  expect(sent.status).toBe(200);
  await fetch(gateway.metricsUrl);
  await call("GET", "/readyz");
  expect((await call("GET", "/wallet/balance?user_id=nobody")).status).toBe(400);
  await gateway.stop();
  expect(receiver.spans.slice(before).map(({ name }) => name)).toEqual(["GET /wallet/balance"]);
}, 60_000);

test("a sign-in leaves the request's span and nothing of what was typed", async () => {
  await using gateway = await startServer("gateway", world, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  const before = receiver.spans.length;
  await fetch(`${gateway.url}/auth/web/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: "http://localhost:3000" },
    body: JSON.stringify({ email: "ayu@example.test", password: "a password that is wrong" }),
  });
  await gateway.stop();
  const spans = receiver.spans.slice(before);
  expect(spans.map(({ name }) => name)).toEqual(["POST /auth/web/sign-in/email"]);
  expect(JSON.stringify(spans)).not.toMatch(/ayu|password/);
}, 60_000);

test("the share of traces to keep is kept to", async () => {
  const before = receiver.requests();
  await using gateway = await startServer("gateway", world, {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_TRACES_SAMPLER_ARG: "0",
  });
  const rider = await world.addRider();
  const orderId = await requestRide(await signIn(gateway, rider), rider);
  const rows = await world.ctx.db.select().from(outbox);
  const row = rows.find(({ payload }) => z.object({ orderId: z.literal(orderId) }).safeParse(payload).success);
  // A trace that goes on from here leaves it out, too.
  expect(row?.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  await gateway.stop();
  expect(receiver.requests()).toBe(before);
}, 60_000);

test("a receiver that refuses costs no request and one line in the log", async () => {
  await using refusing = await startOtlpReceiver(400);
  await using gateway = await startServer("gateway", world, { OTEL_EXPORTER_OTLP_ENDPOINT: refusing.url });
  const call = await signIn(gateway, await world.addRider());
  for (let round = 1; round <= 2; round += 1) {
    expect((await call("GET", "/trpc/account.me")).status).toBe(200);
    await vi.waitFor(() => expect(refusing.requests()).toBeGreaterThanOrEqual(round), WAIT);
  }
  expect(await gateway.stop()).toBe(0);
  expect(gateway.lines.filter(({ msg }) => msg === "traces not exported")).toHaveLength(1);
}, 60_000);

test("without the setting nothing is sent, carried or loaded but the API", async () => {
  const before = receiver.requests();
  await using worker = await startServer("worker", world);
  await using gateway = await startServer("gateway", world);
  const rider = await world.addRider();
  const orderId = await requestRide(await signIn(gateway, rider), rider);
  await vi.waitFor(() => expect(worker.lines.filter((line) => line["orderId"] === orderId)).not.toEqual([]), WAIT);
  const rows = await world.ctx.db.select().from(outbox);
  const own = rows.filter(({ payload }) => z.object({ orderId: z.literal(orderId) }).safeParse(payload).success);
  expect(own.map(({ traceparent }) => traceparent)).toContain(null);
  expect(gateway.lines.filter(({ traceId }) => traceId !== undefined)).toEqual([]);
  for (const server of [gateway, worker]) {
    await server.stop();
    expect(server.telemetryFiles.filter((file) => !file.includes("/@opentelemetry/api/"))).toEqual([]);
    expect(server.telemetryFiles).not.toEqual([]);
  }
  expect(receiver.requests()).toBe(before);
}, 60_000);
