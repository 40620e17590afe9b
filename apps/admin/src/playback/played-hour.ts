import type { RouterOutputs } from "@atlas/api/router";
import { bearingDeg, haversineM } from "@atlas/core/geo";
import { DEGREE_SCALE } from "@atlas/core/track-columns";
import type { VehicleType } from "@atlas/core/vehicle";
import type { FleetDriver } from "@atlas/ui/map/fleet-layer";

import { firstAfter } from "../replay/track.ts";

export type PlaybackPage = RouterOutputs["ops"]["playback"];

/** Without a position for so long a driver counts as silent, as on the live map … */
const STALE_MS = 60_000;
/** … and for so long as gone. */
const GONE_MS = 180_000;
/** A car that moved less has no direction. */
const STANDING_M = 5;

interface PlayedDriver {
  readonly vehicleType: VehicleType | null;
  readonly plate: string | null;
  /** Epoch milliseconds of each place, ascending. */
  readonly times: number[];
  readonly lat: number[];
  readonly lng: number[];
  readonly trips: { readonly orderId: string; readonly fromMs: number; readonly toMs: number }[];
}

/** What has been loaded of an hour, by driver. */
export type PlayedHour = ReadonlyMap<string, PlayedDriver>;

/** A driver at a moment of the past. */
export interface PlacedDriver extends FleetDriver {
  readonly state: "available" | "busy" | "stale";
  readonly plate: string | null;
  /** What the driver was on; null without a trip. */
  readonly orderId: string | null;
  /** How old the position was. */
  readonly ageMs: number;
}

/** The hour with one more page. Windows come in order of time. */
export function withPage(hour: PlayedHour, page: PlaybackPage): PlayedHour {
  const after = new Map(hour);
  const startMs = Date.parse(page.from);
  for (const { driverId, vehicleType, plate, step, lat, lng, trips } of page.drivers) {
    const before = after.get(driverId);
    after.set(driverId, {
      vehicleType,
      plate,
      times: [...(before?.times ?? []), ...step.map((index) => startMs + index * page.stepS * 1_000)],
      lat: [...(before?.lat ?? []), ...lat.map((value) => value / DEGREE_SCALE)],
      lng: [...(before?.lng ?? []), ...lng.map((value) => value / DEGREE_SCALE)],
      trips: [
        ...(before?.trips ?? []),
        ...trips.map(({ orderId, fromS, toS }) => ({
          orderId,
          fromMs: startMs + fromS * 1_000,
          toMs: startMs + toS * 1_000,
        })),
      ],
    });
  }
  return after;
}

/** Everybody who was on the road at a moment, between the two places around it. */
export function placesAt(hour: PlayedHour, atMs: number): PlacedDriver[] {
  const placed: PlacedDriver[] = [];
  for (const [key, driver] of hour) {
    const place = placeOf(driver, atMs);
    if (place === null) continue;
    const trip = driver.trips.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs);
    placed.push({
      key,
      ...place,
      vehicleType: driver.vehicleType ?? "go-car",
      plate: driver.plate,
      orderId: trip?.orderId ?? null,
      state: place.ageMs > STALE_MS ? "stale" : trip ? "busy" : "available",
    });
  }
  return placed;
}

function placeOf(
  { times, lat, lng }: PlayedDriver,
  atMs: number,
): { lat: number; lng: number; headingDeg: number | null; ageMs: number } | null {
  const next = firstAfter(times, atMs);
  const at = (index: number): { lat: number; lng: number } => ({ lat: lat[index] ?? NaN, lng: lng[index] ?? NaN });
  const [fromMs, toMs] = [times[next - 1], times[next]];
  if (fromMs === undefined || atMs - fromMs > GONE_MS) return null;
  const from = at(next - 1);
  const ageMs = atMs - fromMs;
  // What is silent for long stays where it was: nobody knows which way it went.
  if (toMs === undefined || toMs - fromMs > STALE_MS) return { ...from, headingDeg: null, ageMs };
  const to = at(next);
  const share = ageMs / (toMs - fromMs);
  return {
    lat: from.lat + (to.lat - from.lat) * share,
    lng: from.lng + (to.lng - from.lng) * share,
    headingDeg: haversineM(from, to) > STANDING_M ? bearingDeg(from, to) : null,
    ageMs,
  };
}
