import { bearingDeg, destination, haversineM, type LatLng } from "@atlas/core/geo";
import { gpsPoints } from "@atlas/db/schema/history";
import type { ServiceContext } from "../context.ts";
import { makeGpsPartitions } from "../history/gps-partitions.ts";
import { applyPings } from "../tracker/live-map/apply-pings.ts";
import { readPositions } from "../tracker/live-map/read-positions.ts";

/** As the apps send them. */
const PING_EVERY_S = 5;

export interface Drive {
  readonly cityId: string;
  readonly driverId: string;
  readonly to: LatLng;
  readonly forS: number;
  readonly isMock: boolean;
}

/** Drives a car in a straight line, evenly, from where the live map has it; each ping goes to the map and to the history. */
export async function driveCar(
  ctx: ServiceContext,
  advance: (ms: number) => Promise<void>,
  { cityId, driverId, to, forS, isMock }: Drive,
): Promise<void> {
  const [last] = await readPositions(ctx, { cityId, driverIds: [driverId] });
  const from = last ?? to;
  const [bearing, lengthM] = [bearingDeg(from, to), haversineM(from, to)];
  const pings = Math.max(1, Math.ceil(forS / PING_EVERY_S));
  await makeGpsPartitions(ctx);
  for (let nth = 1; nth <= pings; nth += 1) {
    await advance((forS / pings) * 1_000);
    const place = nth === pings ? to : destination(from, bearing, (lengthM * nth) / pings);
    await sendPing(ctx, { cityId, driverId, place, isMock });
  }
}

/** Brings one ping of now to the live map and to the history, as the worker does. */
async function sendPing(
  ctx: ServiceContext,
  { cityId, driverId, place, isMock }: { cityId: string; driverId: string; place: LatLng; isMock: boolean },
): Promise<void> {
  const at = ctx.clock();
  const { lat, lng } = place;
  const motion = { headingDeg: null, speedMps: null, accuracyM: 5 };
  const times = { recordedAtMs: at.getTime(), receivedAtMs: at.getTime() };
  await applyPings(ctx, { cityId, pings: [{ driverId, lat, lng, ...motion, ...times, isMock }] });
  await ctx.db.insert(gpsPoints).values({ cityId, driverId, lat, lng, recordedAt: at, receivedAt: at, isMock });
}
