import { destination, type LatLng } from "@atlas/core/geo";
import { applyPings } from "@atlas/services/tracker/live-map/apply-pings";

const PINGS_AT_ONCE = 500;
const STEP_M = 30;

interface Fleet {
  readonly cityId: string;
  readonly driverIds: readonly string[];
  /** Where each driver is; they are changed. */
  readonly places: LatLng[];
}

/** Each call moves the whole fleet some metres on. */
export function movingFleet(
  ctx: Parameters<typeof applyPings>[0],
  { cityId, driverIds, places }: Fleet,
): () => Promise<void> {
  return async () => {
    for (let from = 0; from < driverIds.length; from += PINGS_AT_ONCE) {
      const nowMs = Date.now();
      const pings = driverIds.slice(from, from + PINGS_AT_ONCE).flatMap((driverId, offset) => {
        const place = places[from + offset];
        if (place === undefined) return [];
        const headingDeg = Math.random() * 360;
        const next = destination(place, headingDeg, STEP_M);
        places[from + offset] = next;
        const motion = { headingDeg, speedMps: 8, accuracyM: 10 };
        return [{ driverId, ...next, ...motion, recordedAtMs: nowMs, receivedAtMs: nowMs }];
      });
      await applyPings(ctx, { cityId, pings });
    }
  };
}
