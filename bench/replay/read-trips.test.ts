import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { JAKARTA } from "@atlas/services/demo/jakarta";
import { seededRandom } from "@atlas/core/seeded-random";
import { isInServiceArea } from "@atlas/core/service-area";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readTrips, writeTrips } from "./read-trips.ts";
import { syntheticDay } from "./synthetic-day.ts";

let dir = "";
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "atlas-replay-"));
});
afterAll(async () => {
  await rm(dir, { recursive: true });
});

const HEADER = "t_sec,pickup_lat,pickup_lng,dropoff_lat,dropoff_lng";

async function read(...lines: string[]): Promise<unknown> {
  const path = join(dir, "trips.csv");
  await writeFile(path, lines.join("\n"));
  return await readTrips(path);
}

function synthetic(seed: number): ReturnType<typeof syntheticDay> {
  return syntheticDay({
    area: JAKARTA.serviceArea,
    trips: 200,
    random: seededRandom(seed),
    fromHour: 0,
    toHour: 24,
  });
}

test("trips that are written are read again", async () => {
  const path = join(dir, "written.csv");
  const trips = synthetic(1);
  await writeTrips(path, trips);
  const again = await readTrips(path);
  expect(again).toHaveLength(trips.length);
  expect(again[7]?.tS).toBe(trips[7]?.tS);
  expect(again[7]?.dropoff.lng).toBeCloseTo(trips[7]?.dropoff.lng ?? 0, 6);
});

test.each([
  ["5,,106.8,-6.2,106.9", /line 2/],
  ["5,-6.1,106.8,-6.2", /line 2/],
  ["5,-96,106.8,-6.2,106.9", /line 2/],
  ["-5,-6.1,106.8,-6.2,106.9", /line 2/],
  ["soon,-6.1,106.8,-6.2,106.9", /line 2/],
])("the line %s is no trip", async (line, message) => {
  await expect(read(HEADER, line)).rejects.toThrow(message);
});

test("a file with other columns, or none, says what is wrong", async () => {
  await expect(read("time,from,to", "1,2,3")).rejects.toThrow(HEADER);
  await expect(readTrips(join(dir, "missing.csv"))).rejects.toThrow("cannot be read");
});

test("a seed repeats its day, another makes another, and all of it is in the service area", () => {
  expect(synthetic(3)).toEqual(synthetic(3));
  expect(synthetic(3)).not.toEqual(synthetic(4));
  for (const { pickup, dropoff } of synthetic(3)) {
    expect([pickup, dropoff].every((point) => isInServiceArea(JAKARTA.serviceArea, point))).toBe(true);
  }
});
