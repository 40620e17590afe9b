import { destination } from "@atlas/core/geo";
import type { Database } from "@atlas/db/connect";
import { gpsPoints } from "@atlas/db/schema/history";
import type { Ping } from "@atlas/queue/catalog";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MONAS, openTestTracker, type TestTracker } from "../tracker/testing/test-tracker.ts";
import { PingArchive } from "./archive-pings.ts";
import { driverDay } from "./driver-day.ts";
import { readTrack } from "./read-track.ts";
import { summarisePoints } from "./summarise-points.ts";
import { keepGpsPartitions } from "./gps-partitions.ts";
import { summariseLateTrips, summariseTrips } from "./summarise-trips.ts";
import { tripTrack } from "./trip-track.ts";

let tracker: TestTracker;

beforeAll(async () => {
  tracker = await openTestTracker();
  await keepGpsPartitions(tracker.ctx, { retentionDays: 30 });
});

afterAll(async () => {
  await tracker[Symbol.asyncDispose]();
});

async function archived(driverId: string): Promise<number> {
  return (await tracker.ctx.db.select().from(gpsPoints).where(eq(gpsPoints.driverId, driverId))).length;
}

/** A database whose COPYs fail until it is mended. */
function breakable(db: Database): { db: Database; mend: () => void } {
  let isBroken = true;
  const broken = new Proxy(db, {
    get(target, key) {
      if (isBroken) throw new Error("the database is away");
      return Reflect.get(target, key);
    },
  });
  return {
    db: broken,
    mend() {
      isBroken = false;
    },
  };
}

test("every ping is in the database once its add resolves, nulls and all", async () => {
  await using archive = new PingArchive(tracker.ctx, { batchRows: 7 });
  const driverId = await tracker.addDriver();
  const pings = Array.from({ length: 50 }, (_, index) => tracker.ping(driverId, MONAS, index * 1_000));
  const silent = { ...tracker.ping(driverId, MONAS, 60_000), headingDeg: null, speedMps: null, accuracyM: null };
  expect(await archive.add(tracker.cityId, [...pings, silent])).toBe(true);
  expect(await archived(driverId)).toBe(51);
  const [row] = await tracker.ctx.db
    .select()
    .from(gpsPoints)
    .where(eq(gpsPoints.recordedAt, new Date(silent.recordedAtMs)));
  expect(row).toMatchObject({ lat: MONAS.lat, lng: MONAS.lng, headingDeg: null, speedMps: null, accuracyM: null });
  expect(archive.counts).toEqual({ written: 51, shed: 0, buffered: 0 });
});

test("while the database is away the buffer fills up to its limit, and what it holds is written afterwards", async () => {
  const { db, mend } = breakable(tracker.ctx.db);
  await using archive = new PingArchive(
    { ...tracker.ctx, db },
    { maxBuffered: 10, lingerMs: 1, retryMs: 5, maxRetryMs: 5 },
  );
  const driverId = await tracker.addDriver();
  const pings = Array.from({ length: 12 }, (_, index) => tracker.ping(driverId, MONAS, index * 1_000));
  const first = archive.add(tracker.cityId, pings);
  expect(await archive.add(tracker.cityId, pings.slice(0, 1))).toBe(false);
  expect(archive.counts).toMatchObject({ shed: 3, buffered: 10 });
  mend();
  expect(await first).toBe(false);
  expect(await archived(driverId)).toBe(10);
});

test("once enough jobs wait for it, a COPY does not linger for more", async () => {
  await using archive = new PingArchive(tracker.ctx, { lingerMs: 60_000, batchAdds: 3 });
  const driverId = await tracker.addDriver();
  const adds = [1, 2, 3].map(async (ageMs) => archive.add(tracker.cityId, [tracker.ping(driverId, MONAS, ageMs)]));
  expect(await Promise.all(adds)).toEqual([true, true, true]);
});

test("closing writes what waits and refuses what comes after", async () => {
  const archive = new PingArchive(tracker.ctx, { lingerMs: 60_000 });
  const driverId = await tracker.addDriver();
  const added = archive.add(tracker.cityId, [tracker.ping(driverId, MONAS)]);
  await archive.close();
  expect(await added).toBe(true);
  expect(await archive.add(tracker.cityId, [tracker.ping(driverId, MONAS, 1)])).toBe(false);
  expect(await archived(driverId)).toBe(1);
});

test("a day without a partition gets one when its first pings come", async () => {
  await tracker.ctx.db.execute(sql`SELECT drop_gps_partitions('2100-01-01'::date)`);
  await using archive = new PingArchive(tracker.ctx, { lingerMs: 1 });
  const driverId = await tracker.addDriver();
  expect(await archive.add(tracker.cityId, [tracker.ping(driverId, MONAS)])).toBe(true);
  expect(await archived(driverId)).toBe(1);
});

test("a batch that the database refuses for good is given up and does not stop the next", async () => {
  await using archive = new PingArchive(tracker.ctx, { lingerMs: 1, retryMs: 1, maxRetryMs: 1, writers: 1 });
  const driverId = await tracker.addDriver();
  const ofLongAgo = tracker.ping(driverId, MONAS, 40 * 86_400_000);
  expect(await archive.add(tracker.cityId, [ofLongAgo])).toBe(false);
  expect(await archive.add(tracker.cityId, [tracker.ping(driverId, MONAS)])).toBe(true);
  expect(archive.counts).toEqual({ written: 1, shed: 1, buffered: 0 });
});

test("partitions are made a week ahead and dropped past retention, and a repeat does nothing", async () => {
  const { ctx } = tracker;
  await keepGpsPartitions(ctx, { retentionDays: 3 });
  const later = { ...ctx, clock: () => new Date(tracker.nowMs() + 5 * 86_400_000) };
  const moved = await keepGpsPartitions(later, { retentionDays: 3 });
  expect(moved.made).toBe(5);
  // Yesterday, today and none of the days after: today + 5 - 3 is the oldest that stays.
  expect(moved.dropped).toHaveLength(3);
  expect(await keepGpsPartitions(later, { retentionDays: 3 })).toEqual({ made: 0, dropped: [] });
  await keepGpsPartitions(ctx, { retentionDays: 3 });
});

test("pings around midnight lie in the partitions of their UTC days, also when no worker ran for a week", async () => {
  const { ctx, cityId } = tracker;
  await using archive = new PingArchive(ctx, { lingerMs: 1 });
  for (const daysOff of [0, 9]) {
    const later = { ...ctx, clock: () => new Date(tracker.nowMs() + daysOff * 86_400_000) };
    await keepGpsPartitions(later, { retentionDays: 30 });
    const driverId = await tracker.addDriver();
    const midnightMs = Math.floor(later.clock().getTime() / 86_400_000) * 86_400_000;
    const pings = [-1, 0].map((ms) => ({ ...tracker.ping(driverId, MONAS), recordedAtMs: midnightMs + ms }));
    expect(await archive.add(cityId, pings)).toBe(true);
    const rows = await ctx.db.execute(sql`
      SELECT tableoid::regclass::text AS name FROM gps_points WHERE driver_id = ${driverId} ORDER BY recorded_at`);
    expect(rows.map(({ name }) => name)).toEqual(
      [-1, 0].map((ms) => `gps_points_${new Date(midnightMs + ms).toISOString().slice(0, 10).replaceAll("-", "")}`),
    );
  }
});

test("a finished trip is summarised once, and can be replayed by its rider and not by others", async () => {
  const { ctx, cityId } = tracker;
  await using archive = new PingArchive(ctx, { lingerMs: 1 });
  const driverId = await tracker.addDriver();
  const { orderId, riderId } = await tracker.addOrder(driverId);
  const rider = { userId: riderId, role: "rider" } as const;
  await expect(tripTrack(ctx, rider, { orderId })).rejects.toMatchObject({ code: "TRACK_NOT_FOUND" });
  await tracker.startOrder(orderId);
  // 600 m north in a minute, three minutes of standing with a metre of wander, 600 m on.
  const pings: Ping[] = [];
  for (let second = 0; second <= 300; second += 5) {
    const drivenM = Math.min(second, 60) * 10 + Math.max(0, second - 240) * 10;
    pings.push(tracker.ping(driverId, destination(destination(MONAS, 0, drivenM), 90, second % 2)));
    if (second < 300) tracker.advance(5_000);
  }
  // One delivery came twice.
  await archive.add(cityId, [...pings, ...pings.slice(10, 20)]);
  await tracker.finishOrder(orderId);
  expect(await summariseTrips(ctx)).toBe(0);
  tracker.advance(11_000);
  expect(await summariseTrips(ctx)).toBe(1);
  expect(await summariseTrips(ctx)).toBe(0);

  const track = await tripTrack(ctx, rider, { orderId });
  expect(track.points).toHaveLength(61);
  expect(track.summary?.durationS).toBe(300);
  expect(track.summary?.drivenM).toBeGreaterThan(1_150);
  expect(track.summary?.drivenM).toBeLessThan(1_250);
  expect(track.summary?.stops).toHaveLength(1);
  expect(track.summary?.stops[0]?.durationS).toBeGreaterThanOrEqual(170);
  await expect(tripTrack(ctx, { userId: driverId, role: "driver" }, { orderId })).resolves.toBeDefined();
  const stranger = { userId: await tracker.addDriver(), role: "driver" } as const;
  await expect(tripTrack(ctx, stranger, { orderId })).rejects.toMatchObject({ code: "ORDER_NOT_FOUND" });

  const day = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Jakarta" }).format(tracker.nowMs());
  const view = await driverDay(ctx, { userId: driverId, role: "driver" }, { driverId, day });
  expect(view.trips).toMatchObject([{ orderId, durationS: 300 }]);
  await expect(driverDay(ctx, rider, { driverId, day })).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("a trip whose driver was offline has its summary at once, and the whole one when the rest has come", async () => {
  const { ctx, cityId } = tracker;
  await using archive = new PingArchive(ctx, { lingerMs: 1 });
  const driverId = await tracker.addDriver();
  const { orderId, riderId } = await tracker.addOrder(driverId);
  const summary = async (): Promise<unknown> =>
    (await tripTrack(ctx, { userId: riderId, role: "rider" }, { orderId })).summary;
  await tracker.startOrder(orderId);
  const pings = Array.from({ length: 61 }, (_, index) =>
    tracker.ping(driverId, destination(MONAS, 0, index * 50), -index * 5_000),
  );
  await archive.add(cityId, pings.slice(0, 1));
  tracker.advance(300_000);
  await tracker.finishOrder(orderId);
  tracker.advance(11_000);
  expect(await summariseTrips(ctx)).toBe(1);
  expect(await summary()).toMatchObject({ drivenM: 0, durationS: 300, stops: [] });
  expect(await summariseLateTrips(ctx)).toBe(0);

  tracker.advance(1_800_000);
  await archive.add(cityId, pings.toReversed());
  expect(await summariseLateTrips(ctx)).toBe(1);
  expect(await summary()).toMatchObject({ drivenM: 3_000, durationS: 300, stops: [] });
  expect(await summariseLateTrips(ctx)).toBe(0);
});

test("a trip without a single ping has a summary of nothing but its time", async () => {
  const { ctx } = tracker;
  const driverId = await tracker.addDriver();
  const { orderId } = await tracker.addOrder(driverId);
  await tracker.startOrder(orderId);
  tracker.advance(120_000);
  await tracker.finishOrder(orderId);
  tracker.advance(11_000);
  expect(await summariseTrips(ctx)).toBe(1);
  expect(await summariseLateTrips(ctx)).toBe(0);
  const view = await tripTrack(ctx, { userId: driverId, role: "driver" }, { orderId });
  expect(view).toMatchObject({ points: [], summary: { polyline: "", drivenM: 0, durationS: 120, stops: [] } });
});

test("a day of more points than a page holds is summed up whole, each instant once", async () => {
  const { ctx, cityId } = tracker;
  const driverId = await tracker.addDriver();
  const at = new Date(Math.floor(tracker.nowMs() / 60_000) * 60_000);
  const first = at.toISOString();
  // Some came twice, also around the ends of pages.
  await ctx.db.execute(sql`
    INSERT INTO gps_points (city_id, driver_id, recorded_at, received_at, lat, lng)
    SELECT ${cityId}, ${driverId}, instant, instant, -6.2 + n / 1e5, 106.8
    FROM generate_series(0, 2499) AS n, generate_series(0, CASE WHEN n % 3 = 0 THEN 1 ELSE 0 END),
      LATERAL (SELECT ${first}::timestamptz + n * interval '1 millisecond' AS instant) AS point`);
  const span = { driverId, from: at, to: new Date(at.getTime() + 2_499) };
  const [summary, track] = [await summarisePoints(ctx.db, span), await readTrack(ctx.db, span)];
  expect([summary.pointCount, summary.firstAtMs, summary.lastAtMs]).toEqual([
    2_500,
    at.getTime(),
    at.getTime() + 2_499,
  ]);
  expect(track.map(({ atMs }) => atMs - at.getTime())).toEqual(Array.from({ length: 2_500 }, (_, n) => n));
  expect(await readTrack(ctx.db, { ...span, limit: 1_001 })).toHaveLength(1_001);
});
