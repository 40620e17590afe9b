import { coarsePlace } from "@atlas/core/coarse-place";
import { decodeFleetFrame, stateOfCode } from "@atlas/core/positions/fleet-frame";
import { once } from "node:events";
import type { AppRouter } from "@atlas/api/router";
import { startConsumer } from "@atlas/queue/consumer";
import { applyPings } from "@atlas/services/tracker/live-map/apply-pings";
import { refreshDriverStates } from "@atlas/services/tracker/live-map/driver-state";
import { readPositions } from "@atlas/services/tracker/live-map/read-positions";
import { refusedKey } from "@atlas/services/tracker/live-map/refused-positions";
import { saveVehicle } from "@atlas/services/people/save-vehicle";
import { createTRPCClient, createWSClient, type TRPCClient, wsLink } from "@trpc/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { startTestGateway, type TestGateway, type TestUser } from "../test-gateway.ts";

const HERE = { lat: -6.2, lng: 106.82 };

const opened = new AsyncDisposableStack();
let gateway: TestGateway;

beforeAll(async () => {
  gateway = opened.use(await startTestGateway());
  const { services } = gateway.gateway;
  const worker = startConsumer(
    "driver-gps",
    async (batch) => {
      await applyPings(services, batch);
    },
    {
      redisUrl: process.env["ATLAS_TEST_REDIS_URL"] ?? "",
      prefix: gateway.cityId,
      moveToDeadLetters: () => Promise.resolve(),
      onError: () => {},
    },
  );
  opened.defer(() => worker.close(2_000));
});

afterAll(async () => {
  await opened.disposeAsync();
});

/** A raw socket, to see the exact text of the replies. */
async function openSocket(token: string): Promise<{ ask: (frame: unknown) => Promise<unknown>; close: () => void }> {
  const socket = new WebSocket(`${gateway.url.replace("http", "ws")}/trpc?connectionParams=1`);
  await once(socket, "open");
  socket.send(JSON.stringify({ method: "connectionParams", data: { token } }));
  return {
    async ask(frame) {
      const acknowledgement = once(socket, "message");
      socket.send(JSON.stringify(frame));
      const [data] = await acknowledgement;
      return JSON.parse(String(data));
    },
    close: () => socket.close(),
  };
}

function overSocket(token: string): { rpc: TRPCClient<AppRouter>; close: () => Promise<void> } {
  const client = createWSClient({
    url: `${gateway.url.replace("http", "ws")}/trpc`,
    WebSocket: globalThis.WebSocket,
    connectionParams: () => Promise.resolve({ token }),
  });
  return { rpc: createTRPCClient<AppRouter>({ links: [wsLink({ client })] }), close: () => client.close() };
}

async function driverOnline(): Promise<TestUser> {
  const driver = await gateway.createUser("driver");
  const { services } = gateway.gateway;
  const plate = `B ${driver.userId.slice(-6)}`;
  const actor = { userId: driver.userId, role: "driver" } as const;
  await saveVehicle(services, actor, { vehicleType: "go-ride", plate, model: "Test" });
  await driver.rpc.tracker.setAvailability.mutate({ isAvailable: true });
  return driver;
}

function call(id: number, path: string, input: unknown): unknown {
  return { id, method: "mutation", params: { path, input } };
}

async function sampleOf(pattern: RegExp): Promise<number> {
  const text = await (await fetch(gateway.gateway.metricsUrl)).text();
  return Number(pattern.exec(text)?.[1] ?? 0);
}

const ACCEPTED = /^atlas_pings_total\{outcome="accepted"\} (\d+)/m;

test("a phone's pings over its one socket are acknowledged by tRPC, and counted once", async () => {
  const driver = await driverOnline();
  const socket = await openSocket(driver.token);
  const accepted = await sampleOf(ACCEPTED);
  const ping = (): object => ({ ...HERE, recordedAt: Date.now() });
  const acknowledgement = (id: number): object => ({ id, result: { type: "data", data: { accepted: true } } });
  // A driver of whom this gateway has not heard, then one whom it knows.
  expect(await socket.ask(call(1, "tracker.updateLocation", ping()))).toEqual(acknowledgement(1));
  expect(await socket.ask(call(2, "tracker.updateLocation", ping()))).toEqual(acknowledgement(2));
  expect(await socket.ask(call(3, "tracker.updateLocations", { pings: [ping()] }))).toEqual({
    id: 3,
    result: { type: "data", data: { accepted: 1, rejected: [] } },
  });
  expect(await sampleOf(ACCEPTED)).toBe(accepted + 3);
  socket.close();
});

test("what the phone says of an invented position comes to the live map, however it is sent", async () => {
  const { services } = gateway.gateway;
  const isMocked = async (driver: TestUser): Promise<boolean | undefined> => {
    const [position] = await readPositions(services, { cityId: gateway.cityId, driverIds: [driver.userId] });
    return position && position.isMock === true;
  };
  const fix = { ...HERE, ageMs: 0, isMock: true };
  for (const many of [false, true]) {
    const driver = await driverOnline();
    if (many)
      await driver.rpc.tracker.updateLocations.mutate({ pings: [fix, { ...fix, ageMs: 4_000, isMock: false }] });
    else await driver.rpc.tracker.updateLocation.mutate(fix);
    await expect.poll(() => isMocked(driver), { timeout: 5_000 }).toBe(true);
    await driver.rpc.tracker.updateLocation.mutate({ ...HERE, ageMs: 0 });
    await expect.poll(() => isMocked(driver), { timeout: 5_000 }).toBe(false);
  }
});

test("the first ping of an id that is no driver is refused as through tRPC", async () => {
  const service = await gateway.createUser("service");
  const socket = await openSocket(service.token);
  const pings = [{ ...HERE, recordedAt: Date.now(), driverId: crypto.randomUUID() }];
  expect(await socket.ask(call(1, "tracker.updateLocations", { pings }))).toEqual({
    id: 1,
    result: { type: "data", data: { accepted: 0, rejected: [{ index: 0, code: "DRIVER_NOT_FOUND" }] } },
  });
  socket.close();
});

test("refusals on a socket carry their codes, and leave no trace of the short path", async () => {
  const driver = await driverOnline();
  const socket = await openSocket(driver.token);
  await socket.ask(call(1, "tracker.updateLocation", { ...HERE, recordedAt: Date.now() }));
  const refused = async (id: number, input: unknown): Promise<unknown> =>
    await socket.ask(call(id, "tracker.updateLocation", input));
  const codeOf = (code: string): unknown =>
    expect.objectContaining({ data: expect.objectContaining({ atlasCode: code }) });
  expect(await refused(2, { lat: -91, lng: 0, recordedAt: Date.now() })).toMatchObject({
    error: codeOf("INVALID_COORDINATES"),
  });
  expect(await refused(3, { ...HERE, ageMs: 7_200_000 })).toMatchObject({ error: codeOf("TIMESTAMP_TOO_OLD") });
  await socket.ask(call(6, "tracker.updateLocation", { ...HERE, ageMs: 0 }));
  expect(await refused(4, { lat: -6.05, lng: 106.62, recordedAt: Date.now() })).toMatchObject({
    error: codeOf("IMPLAUSIBLE_MOVEMENT"),
  });
  expect(await refused(5, { ...HERE, recordedAt: "soon" })).toMatchObject({ error: codeOf("INVALID_INPUT") });
  socket.close();
});

test("only services name drivers; a driver does not post for another, a rider not at all", async () => {
  const [driver, other, rider, service] = [
    await driverOnline(),
    await driverOnline(),
    await gateway.createUser("rider"),
    await gateway.createUser("service"),
  ];
  const pings = [{ ...HERE, recordedAt: Date.now(), driverId: other.userId }];
  await expect(driver.rpc.tracker.updateLocations.mutate({ pings })).rejects.toMatchObject({
    data: { atlasCode: "FORBIDDEN" },
  });
  await expect(rider.rpc.tracker.updateLocation.mutate({ ...HERE, recordedAt: Date.now() })).rejects.toMatchObject({
    data: { atlasCode: "FORBIDDEN" },
  });
  const socket = await openSocket(service.token);
  for (const id of [1, 2]) {
    const acknowledgement = await socket.ask(
      call(id, "tracker.updateLocations", { pings: [{ ...pings[0], recordedAt: Date.now() }] }),
    );
    expect(acknowledgement).toEqual({ id, result: { type: "data", data: { accepted: 1, rejected: [] } } });
  }
  socket.close();
});

test("of a batch the bad pings are named and the rest is taken", async () => {
  const driver = await driverOnline();
  const now = Date.now();
  const pings = [
    { ...HERE, recordedAt: now - 8_000 },
    { lat: 200, lng: 0, recordedAt: now },
    { ...HERE, recordedAt: now - 7_200_000 },
    { ...HERE, recordedAt: now },
  ];
  expect(await driver.rpc.tracker.updateLocations.mutate({ pings })).toEqual({
    accepted: 2,
    rejected: [
      { index: 1, code: "INVALID_COORDINATES" },
      { index: 2, code: "TIMESTAMP_TOO_OLD" },
    ],
  });
});

test("going offline and online again wipes neither the limit on pings nor the last place", async () => {
  const driver = await driverOnline();
  const { tracker } = driver.rpc;
  const pings = Array.from({ length: 500 }, () => ({ ...HERE, recordedAt: Date.now() }));
  for (let batch = 0; batch < 3; batch += 1) await tracker.updateLocations.mutate({ pings });
  const limited = expect.objectContaining({ code: "RATE_LIMITED" });
  expect((await tracker.updateLocations.mutate({ pings })).rejected).toContainEqual(limited);
  for (const isAvailable of [false, true]) await tracker.setAvailability.mutate({ isAvailable });
  expect((await tracker.updateLocations.mutate({ pings })).rejected).toContainEqual(limited);

  const jumper = await driverOnline();
  for (const ageMs of [4_000, 0]) await jumper.rpc.tracker.updateLocation.mutate({ ...HERE, ageMs });
  for (const isAvailable of [false, true]) await jumper.rpc.tracker.setAvailability.mutate({ isAvailable });
  await expect(
    jumper.rpc.tracker.updateLocation.mutate({ lat: -6.05, lng: 106.62, recordedAt: Date.now() }),
  ).rejects.toMatchObject({ data: { atlasCode: "IMPLAUSIBLE_MOVEMENT" } });
  const { redis } = gateway.gateway.services;
  await expect.poll(async () => redis.hget(refusedKey(gateway.cityId), jumper.userId)).toBe("1");
});

test.each([
  ["29 s slow", -29_000],
  ["6 s fast", 6_000],
  ["counted from 2001", -978_307_200_000],
])("a driver whose phone's clock is %s is matched like any other", async (_, offMs) => {
  const place = { lat: -6.22, lng: 106.86 };
  const service = await gateway.createUser("service");
  const isNearby = async (driver: TestUser): Promise<boolean> => {
    const { drivers } = await service.rpc.tracker.nearbyDrivers.query({ ...place, radiusM: 500, limit: 50 });
    return drivers.some(({ key }) => key === driver.userId);
  };
  // Old clients know only their time, newer ones the age; one takes the short path, the other goes through tRPC.
  for (const timed of [(): object => ({ recordedAt: Date.now() + offMs }), (): object => ({ ageMs: 700 })]) {
    const driver = await driverOnline();
    const socket = await openSocket(driver.token);
    const accepted = { result: { data: { accepted: true } } };
    expect(await socket.ask(call(1, "tracker.updateLocation", { ...place, ...timed() }))).toMatchObject(accepted);
    const slowly = { ...place, ...timed(), isMock: false };
    expect(await socket.ask(call(2, "tracker.updateLocation", slowly))).toMatchObject(accepted);
    await expect.poll(async () => await isNearby(driver), { timeout: 5_000 }).toBe(true);
    const { ageMs } = await driver.rpc.tracker.driverLocation.query({ driverId: driver.userId });
    expect(ageMs).toBeLessThan(6_000);
    socket.close();
  }
});

test("an admin sees every driver and each change; a rider sees available cars without identity", async () => {
  const driver = await driverOnline();
  const move = (lat: number): Promise<unknown> =>
    driver.rpc.tracker.updateLocation.mutate({ lat, lng: 106.9, headingDeg: 45, recordedAt: Date.now() });
  await move(-6.3);
  const bounds: [number, number, number, number] = [106.895, -6.305, 106.905, -6.295];
  await expect
    .poll(async () => (await driver.rpc.tracker.driverLocation.query({ driverId: driver.userId })).lat, {
      timeout: 5_000,
    })
    .toBeCloseTo(-6.3, 4);

  const admin = overSocket((await gateway.createUser("admin")).token);
  const rider = overSocket((await gateway.createUser("rider")).token);
  const seen: { admin: FleetMessage[]; rider: FleetMessage[] } = { admin: [], rider: [] };
  const subscriptions = (["admin", "rider"] as const).map((who) =>
    (who === "admin" ? admin : rider).rpc.tracker.watchFleet.subscribe(
      { bounds },
      { onData: (data) => seen[who].push(data) },
    ),
  );
  await expect.poll(() => [seen.admin.length, seen.rider.length], { timeout: 5_000 }).toEqual([1, 1]);
  expect(seen.admin[0]).toMatchObject({
    kind: "snapshot",
    drivers: [{ key: driver.userId, state: "available", headingDeg: 45 }],
  });
  expect(seen.rider[0]).toMatchObject({ kind: "snapshot", drivers: [{ state: "available" }] });
  const [key] = seen.rider[0]?.drivers.map((car) => car.key) ?? [];
  expect(key).not.toBe(driver.userId);
  expect(JSON.stringify(seen.rider)).not.toContain(driver.userId);

  await move(-6.3005);
  const within50m = coarsePlace({ lat: -6.3005, lng: 106.9 }, 50);
  await expect
    .poll(() => seen.rider.at(-1), { timeout: 5_000 })
    .toMatchObject({ kind: "delta", drivers: [{ key, lat: within50m.lat, lng: within50m.lng }] });

  await driver.rpc.tracker.setAvailability.mutate({ isAvailable: false });
  await expect.poll(() => seen.rider.at(-1)?.gone, { timeout: 5_000 }).toEqual([key]);
  await expect
    .poll(() => seen.admin.at(-1), { timeout: 5_000 })
    .toMatchObject({ drivers: [{ key: driver.userId, state: "offline" }] });
  for (const subscription of subscriptions) subscription.unsubscribe();
  await Promise.all([admin.close(), rider.close()]);
});

test("an operator's map gets the whole fleet packed, by slots that stay while a driver is on the map", async () => {
  const driver = await driverOnline();
  await driver.rpc.tracker.updateLocation.mutate({ lat: -6.31, lng: 106.91, headingDeg: 45, recordedAt: Date.now() });
  const admin = overSocket((await gateway.createUser("admin")).token);
  const rider = overSocket((await gateway.createUser("rider")).token);
  const slots = new Map<number, string>();
  const shown = new Map<string, { lat: number; state: string }>();
  const subscription = admin.rpc.tracker.watchFleetFrames.subscribe(
    {},
    {
      onData({ named, cars }) {
        for (const [slot, driverId] of named) slots.set(slot, driverId);
        const columns = decodeFleetFrame(cars);
        for (const [row, slot] of columns.slots.entries()) {
          const state = stateOfCode(columns.codes[row] ?? 0);
          shown.set(slots.get(slot) ?? "nobody", { lat: (columns.lats[row] ?? 0) / 1e6, state });
        }
      },
    },
  );
  await expect
    .poll(() => shown.get(driver.userId), { timeout: 5_000 })
    .toEqual({ lat: expect.closeTo(-6.31, 4), state: "available" });
  await driver.rpc.tracker.setAvailability.mutate({ isAvailable: false });
  await expect.poll(() => shown.get(driver.userId)?.state, { timeout: 5_000 }).toBe("offline");
  expect(shown.has("nobody")).toBe(false);

  const refusal = await new Promise((onError) => {
    rider.rpc.tracker.watchFleetFrames.subscribe({}, { onError });
  });
  expect(refusal).toMatchObject({ data: { atlasCode: "FORBIDDEN" } });
  subscription.unsubscribe();
  await Promise.all([admin.close(), rider.close()]);
});

interface FleetMessage {
  readonly kind: string;
  readonly drivers: readonly { readonly key: string }[];
  readonly gone: readonly string[];
}

test("the original's driver posts over REST and can be matched, until the driver says otherwise", async () => {
  const driver = await gateway.createUser("driver");
  const { services } = gateway.gateway;
  const actor = { userId: driver.userId, role: "driver" } as const;
  await saveVehicle(services, actor, { vehicleType: "go-car", plate: "B 1 REST", model: "Test" });
  const post = async (aheadMs = 0): Promise<number> => {
    const timestamp = new Date(Date.now() + aheadMs).toISOString();
    const body = { user_id: driver.userId, latitude: -6.25, longitude: 106.7, timestamp };
    return (await driver.rest("POST", "/driver/location", body)).status;
  };
  const isNearby = async (): Promise<boolean> => {
    const service = await gateway.createUser("service");
    const { drivers } = await service.rpc.tracker.nearbyDrivers.query({
      lat: -6.25,
      lng: 106.7,
      vehicleType: "go-car",
    });
    return drivers.some(({ key }) => key === driver.userId);
  };
  expect(await post(60_000)).toBe(200);
  await expect.poll(isNearby, { timeout: 5_000 }).toBe(true);
  expect((await driver.rpc.driver.profile.query()).autoAccept).toBe(true);

  await driver.rpc.tracker.setAvailability.mutate({ isAvailable: false });
  expect(await post()).toBe(200);
  await refreshDriverStates(services, { cityId: gateway.cityId, driverIds: [driver.userId] });
  expect(await isNearby()).toBe(false);
});
