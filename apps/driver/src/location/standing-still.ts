import type { LatLng } from "@atlas/core/geo";
import type { Fix } from "./ping.ts";

/** Where the phone has been since when, by its own word. */
export interface Standing extends LatLng {
  readonly sinceMs: number;
}

export interface TimedFix {
  readonly fix: Fix;
  readonly standing: Standing;
}

/** A phone that repeats one position for longer has more likely lost its GPS than stood still. */
const BELIEVED_MS = 600_000;

/**
 * When a position was true. A phone that stands still returns the old position under its old time to a new request
 * (no browser reports what has not changed): the same point again, asked anew, is true now.
 */
export function confirmFix(fix: Fix, before: Standing | null, nowMs: number): TimedFix {
  const { latitude: lat, longitude: lng } = fix.coords;
  if (before === null || before.lat !== lat || before.lng !== lng)
    return { fix, standing: { lat, lng, sinceMs: nowMs } };
  const isBelieved = nowMs - before.sinceMs <= BELIEVED_MS;
  return { fix: isBelieved ? { coords: fix.coords, timestamp: nowMs } : fix, standing: before };
}
