import { gpsPoints } from "@atlas/db/schema/history";
import type { Ping } from "@atlas/queue/catalog";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestTracker, type TestTracker } from "../tracker/testing/test-tracker.ts";
import { PingArchive } from "./archive-pings.ts";
import { keepGpsPartitions } from "./gps-partitions.ts";

let tracker: TestTracker;

beforeAll(async () => {
  tracker = await openTestTracker();
  await keepGpsPartitions(tracker.ctx, { retentionDays: 30 });
});

afterAll(async () => {
  await tracker[Symbol.asyncDispose]();
});

test("every column comes back as it was sent", async () => {
  const { cityId, ctx } = tracker;
  const now = tracker.nowMs();
  const pings = [
    { lat: -90, lng: 180, headingDeg: 0, speedMps: 120, accuracyM: 655.34, recordedAtMs: now, receivedAtMs: now + 1 },
    {
      lat: 90,
      lng: -180,
      headingDeg: 359.99,
      speedMps: 0,
      accuracyM: null,
      recordedAtMs: now - 1,
      receivedAtMs: now,
      isMock: true,
    },
    {
      lat: -6.175392,
      lng: 106.827153,
      headingDeg: null,
      speedMps: null,
      accuracyM: 0,
      recordedAtMs: now,
      receivedAtMs: now,
    },
  ].map((fix, index): Ping => ({ driverId: `0199AFaf-09bb-7ccc-8ddd-eeeeffff000${index}`, ...fix }));
  await using archive = new PingArchive(ctx);
  expect(await archive.add(cityId, pings)).toBe(true);
  const rows = await ctx.db.select().from(gpsPoints).where(eq(gpsPoints.cityId, cityId)).orderBy(gpsPoints.driverId);
  expect(rows).toEqual(
    pings.map(({ driverId, recordedAtMs, receivedAtMs, ...fix }) => ({
      cityId,
      driverId: driverId.toLowerCase(),
      recordedAt: new Date(recordedAtMs),
      receivedAt: new Date(receivedAtMs),
      isMock: false,
      ...fix,
    })),
  );
});
