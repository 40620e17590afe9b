import { readFile, writeFile } from "node:fs/promises";
import type { ReplayTrip } from "@atlas/core/matching/replay-day";
import { z } from "zod";
import { UserFixableError } from "@atlas/stack/user-fixable-error";

const HEADER = "t_sec,pickup_lat,pickup_lng,dropoff_lat,dropoff_lng";

/** An empty field is no number, although JavaScript takes it for 0. */
const number = z.string().trim().min(1).transform(Number);
const lat = number.pipe(z.number().min(-90).max(90));
const lng = number.pipe(z.number().min(-180).max(180));
const rowSchema = z.tuple([number.pipe(z.number().min(0)), lat, lng, lat, lng]);

/**
 * Trips of a CSV with the columns `t_sec,pickup_lat,pickup_lng,dropoff_lat,dropoff_lng`.
 * @throws UserFixableError naming the line that is none
 */
export async function readTrips(path: string): Promise<ReplayTrip[]> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new UserFixableError(`${path} cannot be read`, { cause });
  });
  const [header, ...lines] = text.trim().split(/\r?\n/);
  if (header?.trim() !== HEADER) throw new UserFixableError(`${path} must begin with the line ${HEADER}`);
  return lines.map((line, index) => {
    const row = rowSchema.safeParse(line.split(","));
    if (!row.success) throw new UserFixableError(`${path}, line ${index + 2} is not a trip: ${line}`);
    const [tS, pickupLat, pickupLng, dropoffLat, dropoffLng] = row.data;
    return { tS, pickup: { lat: pickupLat, lng: pickupLng }, dropoff: { lat: dropoffLat, lng: dropoffLng } };
  });
}

/** Writes trips as `readTrips` reads them. */
export async function writeTrips(path: string, trips: readonly ReplayTrip[]): Promise<void> {
  const lines = trips.map(({ tS, pickup, dropoff }) =>
    [tS, ...[pickup.lat, pickup.lng, dropoff.lat, dropoff.lng].map((degrees) => degrees.toFixed(6))].join(","),
  );
  await writeFile(path, `${[HEADER, ...lines].join("\n")}\n`);
}
