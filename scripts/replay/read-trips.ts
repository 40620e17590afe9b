import { readFile, writeFile } from "node:fs/promises";
import type { ReplayTrip } from "@atlas/core/matching/replay-day";
import { z } from "zod";
import { Mendable } from "../stack/mendable.ts";

const HEADER = "t_sec,pickup_lat,pickup_lng,dropoff_lat,dropoff_lng";

const lat = z.coerce.number().min(-90).max(90);
const lng = z.coerce.number().min(-180).max(180);
const rowSchema = z.tuple([z.coerce.number().min(0), lat, lng, lat, lng]);

/** Trips of a CSV with the columns `t_sec,pickup_lat,pickup_lng,dropoff_lat,dropoff_lng`. */
export async function readTrips(path: string): Promise<ReplayTrip[]> {
  const [header, ...lines] = (await readFile(path, "utf8")).trim().split(/\r?\n/);
  if (header?.trim() !== HEADER) throw new Mendable(`${path} must begin with the line ${HEADER}`);
  return lines.map((line, index) => {
    const row = rowSchema.safeParse(line.split(","));
    if (!row.success) throw new Mendable(`${path}, line ${index + 2} is not a trip: ${line}`);
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
