import { destination } from "@atlas/core/geo";
import { drivers } from "@atlas/db/schema/drivers";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MONAS, openTestTracker, type TestTracker } from "../tracker/testing/test-tracker.ts";
import { PingArchive } from "./archive-pings.ts";
import { cityPlayback } from "./city-playback.ts";
import { driverTrack } from "./driver-track.ts";
import { keepGpsPartitions } from "./gps-partitions.ts";

let tracker: TestTracker;

beforeAll(async () => {
  tracker = await openTestTracker();
  await keepGpsPartitions(tracker.ctx, { retentionDays: 30 });
});

afterAll(async () => {
  await tracker[Symbol.asyncDispose]();
});

const operator = { userId: "01a00000-0000-7000-8000-000000000001", role: "admin", staffRoles: ["viewer"] } as const;
/** Of the window that starts a whole minute before. */
const windowAt = (ms: number): { day: string; minute: number } => ({
  day: dayOf(ms),
  minute: Math.floor(((ms + JAKARTA_MS) % 86_400_000) / 60_000),
});
const JAKARTA_MS = 7 * 3_600_000;
const dayOf = (ms: number): string => new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Jakarta" }).format(ms);

test("a driver's day has every moment once, in order, counted from the city's midnight", async () => {
  const { ctx, cityId } = tracker;
  await using archive = new PingArchive(ctx, { lingerMs: 1 });
  const driverId = await tracker.addDriver();
  const day = dayOf(tracker.nowMs());
  const midnightMs = Date.parse(`${day}T00:00:00+07:00`);
  const noon = midnightMs + 12 * 3_600_000;
  const ping = (atMs: number, northM: number) =>
    tracker.ping(driverId, destination(MONAS, 0, northM), tracker.nowMs() - atMs);
  // The one before belongs to yesterday, the last but one came twice, the last is tomorrow's.
  await archive.add(cityId, [
    ping(midnightMs - 1, 0),
    ping(noon + 3_000, 100),
    ping(midnightMs, 0),
    ping(midnightMs + 86_399_999, 200),
    ping(midnightMs + 86_399_999, 200),
    ping(midnightMs + 86_400_000, 300),
  ]);
  const track = await driverTrack(ctx, operator, { driverId, day });
  expect(track).toMatchObject({ timezone: "Asia/Jakarta", startsAt: new Date(midnightMs).toISOString() });
  expect(track.points).toEqual({
    offsetMs: [0, 12 * 3_600_000 + 3_000, 86_399_999],
    lat: [-617_540, -617_450, -617_360],
    lng: [10_682_720, 10_682_720, 10_682_720],
  });
  expect(track.trips).toEqual([]);
  expect(track).toMatchObject({ endsAt: new Date(midnightMs + 86_400_000).toISOString(), drivenM: 200, stops: [] });
});

test("a driver's day has where the car stood, for how long", async () => {
  const { ctx, cityId } = tracker;
  await using archive = new PingArchive(ctx, { lingerMs: 1 });
  const driverId = await tracker.addDriver();
  const day = dayOf(tracker.nowMs());
  const noonMs = Date.parse(`${day}T12:00:00+07:00`);
  await archive.add(
    cityId,
    [0, 60, 120, 180].map((second) => tracker.ping(driverId, MONAS, tracker.nowMs() - noonMs - second * 1_000)),
  );
  expect((await driverTrack(ctx, operator, { driverId, day })).stops).toEqual([
    { ...MONAS, startedAt: new Date(noonMs).toISOString(), durationS: 180 },
  ]);
});

test("a driver's day has the trips that touch it, with the planned route of each", async () => {
  const { ctx } = tracker;
  const driverId = await tracker.addDriver();
  const { orderId } = await tracker.addOrder(driverId);
  const matchedAt = new Date(tracker.nowMs()).toISOString();
  await tracker.startOrder(orderId);
  const today = dayOf(tracker.nowMs());
  const trip = { orderId, pickup: "Monas", dropoff: "Elsewhere", polyline: "", matchedAt, startedAt: matchedAt };
  const tripsOf = async (day: string): Promise<unknown> => (await driverTrack(ctx, operator, { driverId, day })).trips;
  expect(await tripsOf(today)).toEqual([{ ...trip, status: "STARTED", endedAt: null }]);
  expect(await tripsOf(dayOf(tracker.nowMs() - 86_400_000))).toEqual([]);
  await tracker.finishOrder(orderId);
  expect(await tripsOf(today)).toEqual([{ ...trip, status: "FINISHED", endedAt: matchedAt }]);
  expect(await tripsOf(dayOf(tracker.nowMs() + 86_400_000))).toEqual([]);
});

test("a day without positions is empty, and who is no driver is refused", async () => {
  const driverId = await tracker.addDriver();
  const day = dayOf(tracker.nowMs());
  expect((await driverTrack(tracker.ctx, operator, { driverId, day })).points).toEqual({
    offsetMs: [],
    lat: [],
    lng: [],
  });
  await expect(driverTrack(tracker.ctx, operator, { driverId: operator.userId, day })).rejects.toMatchObject({
    code: "DRIVER_NOT_FOUND",
  });
});

test("what drivers did later is for operators: neither a driver nor a rider may ask", async () => {
  const driverId = await tracker.addDriver();
  const day = dayOf(tracker.nowMs());
  for (const role of ["driver", "rider"] as const) {
    await expect(driverTrack(tracker.ctx, { userId: driverId, role }, { driverId, day })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  }
});

test("five minutes of a city have each driver's first place of each step, and the trips that touch them", async () => {
  const { ctx, cityId } = tracker;
  await using archive = new PingArchive(ctx, { lingerMs: 1 });
  const [moving, still, absent] = [await tracker.addDriver(), await tracker.addDriver(), await tracker.addDriver()];
  const { orderId } = await tracker.addOrder(moving);
  const from = new Date(Math.floor(tracker.nowMs() / 60_000) * 60_000);
  const matchedS = (tracker.nowMs() - from.getTime()) / 1_000;
  const ping = (driverId: string, afterMs: number, northM: number) =>
    tracker.ping(driverId, destination(MONAS, 0, northM), tracker.nowMs() - from.getTime() - afterMs);
  await archive.add(cityId, [
    ping(moving, -1, 0),
    ping(moving, 14_999, 200),
    ping(moving, 0, 100),
    ping(moving, 45_000, 300),
    ping(moving, 300_000, 400),
    ping(still, 299_999, 0),
    ping(absent, 300_001, 0),
  ]);
  tracker.advance(60_000);
  await tracker.startOrder(orderId);
  await tracker.finishOrder(orderId);

  const view = { ...ctx, isDemo: true };
  const page = await cityPlayback(view, operator, { cityId, ...windowAt(from.getTime()) });
  expect(page).toMatchObject({ cityId, from: from.toISOString(), windowS: 300, stepS: 15, nextCursor: null });
  const played = new Map(page.drivers.map((driver) => [driver.driverId, driver]));
  expect(played.get(moving)).toMatchObject({
    vehicleType: "go-ride",
    step: [0, 3],
    lat: [-617_450, -617_270],
    // Matched as the clock stood, and finished a minute later.
    trips: [{ orderId, fromS: expect.closeTo(matchedS, 3), toS: expect.closeTo(matchedS + 60, 3) }],
  });
  expect(played.get(still)).toMatchObject({ step: [19], trips: [] });
  expect(played.has(absent)).toBe(false);

  const next = await cityPlayback(view, operator, { cityId, ...windowAt(from.getTime() + 300_000) });
  expect(next.drivers.find(({ driverId }) => driverId === moving)).toMatchObject({ step: [0], trips: [] });
  expect(next.drivers.find(({ driverId }) => driverId === absent)).toMatchObject({ step: [0] });
});

test("a city of more drivers than a page holds comes in pages, each driver once", async () => {
  await using other = await openTestTracker();
  await keepGpsPartitions(other.ctx, { retentionDays: 30 });
  const driverIds = await Promise.all(Array.from({ length: 1_001 }, () => other.addDriver({ vehicleType: null })));
  const from = new Date(Math.floor(other.nowMs() / 60_000) * 60_000);
  const window = windowAt(from.getTime());
  await other.ctx.db.execute(sql`
    INSERT INTO gps_points (city_id, driver_id, recorded_at, received_at, lat, lng)
    SELECT ${other.cityId}, id, ${from.toISOString()}, ${from.toISOString()}, -6.2, 106.8 FROM ${drivers}`);
  const view = { ...other.ctx, isDemo: true };
  const first = await cityPlayback(view, operator, { cityId: other.cityId, ...window });
  expect(first.drivers).toHaveLength(1_000);
  const second = await cityPlayback(view, operator, { cityId: other.cityId, ...window, cursor: first.nextCursor });
  expect(second.drivers.map(({ driverId }) => driverId)).toEqual([driverIds.toSorted().at(-1)]);
  expect(second.nextCursor).toBeNull();
  await expect(cityPlayback(view, operator, { cityId: "elsewhere", ...window })).rejects.toMatchObject({
    code: "CITY_NOT_FOUND",
  });
  // Drivers of another city are nobody of this one.
  await other.ctx.db.execute(sql`
    INSERT INTO cities SELECT (jsonb_populate_record(c, '{"id": "elsewhere"}')).* FROM cities AS c LIMIT 1`);
  expect((await cityPlayback(view, operator, { cityId: "elsewhere", ...window })).drivers).toEqual([]);
});
