import type { AlertFinding } from "@atlas/core/alerts/alert";
import type { KnownPosition } from "@atlas/core/evidence/evidence";
import { isSpoofed, type SpoofSigns } from "@atlas/core/flags/spoofed-trip";
import type { CitySettings } from "@atlas/core/settings/city-settings";
import type { WatchEvent, WatchKind } from "@atlas/core/trip-watch/episode";
import type { TripWatchState } from "@atlas/core/trip-watch/trip-watch-state";
import { LIMIT_OF, thresholdPassedAtMs, watchTrip, type WatchInput } from "@atlas/core/trip-watch/watch-trip";
import type { RunningTrip } from "./running-trips.ts";
import type { TripMemory } from "./trip-memory.ts";

/** An episode that has lasted for longer than the city allows. */
export interface Raised {
  readonly phase: "raised";
  readonly kind: WatchKind;
  readonly sinceMs: number;
  readonly passedAt: Date;
  readonly finding: AlertFinding;
}

/** What a pass finds out about a trip. */
export type WatchFinding =
  | Raised
  | { readonly phase: "cleared"; readonly kind: WatchKind }
  | { readonly phase: "spoofed"; readonly signs: SpoofSigns };

export interface News {
  /** Since what is remembered, in order of time. */
  readonly fixes: readonly KnownPosition[];
  /** How many more were refused because no car could be there. */
  readonly refused: number;
  /** The instant until which nothing more was heard; null where that is not known. */
  readonly nowMs: number | null;
  readonly settings: CitySettings;
}

/** When the driver of a trip was last heard of, as far as it is remembered. */
export function lastHeardMs({ watch }: TripMemory): number {
  return watch.recent.at(-1)?.atMs ?? watch.startedAtMs;
}

/** Goes on with the watch of one trip. */
export function watchOn(
  trip: RunningTrip,
  memory: TripMemory,
  { fixes, refused, nowMs, settings }: News,
): { readonly memory: TripMemory; readonly findings: readonly WatchFinding[] } {
  const plan = { route: trip.route, settings: trip.isEstimate ? withoutRoute(settings) : settings };
  const inputs: WatchInput[] = fixes.map((position) => ({ kind: "position", position: toFix(position) }));
  if (nowMs !== null) inputs.push({ kind: "tick", nowMs });
  let { watch } = memory;
  const findings: WatchFinding[] = [];
  for (const input of inputs) {
    const watched = watchTrip(watch, input, plan);
    watch = watched.state;
    findings.push(...watched.events.map((event) => toFinding(event, watched.state, settings)));
  }
  const signs = {
    ...memory.signs,
    mockFixes: memory.signs.mockFixes + fixes.filter(({ isMock }) => isMock === true).length,
    refusedFixes: memory.signs.refusedFixes + refused,
  };
  if (isSpoofed(signs, settings) && !isSpoofed(memory.signs, settings)) findings.push({ phase: "spoofed", signs });
  return { memory: { watch, signs }, findings };
}

/** Nobody follows a route that is a straight line. */
function withoutRoute(settings: CitySettings): CitySettings {
  return { ...settings, offRouteM: Infinity, wrongDirectionM: Infinity };
}

function toFix({ lat, lng, atMs }: KnownPosition): KnownPosition {
  return { lat, lng, atMs };
}

function toFinding(event: WatchEvent, state: TripWatchState, settings: CitySettings): WatchFinding {
  const { kind, phase, sinceMs } = event;
  if (phase === "cleared") return { kind, phase };
  const newest = state.recent.at(-1);
  const details = {
    sinceAt: new Date(sinceMs).toISOString(),
    place: newest === undefined ? null : { lat: newest.lat, lng: newest.lng },
    limit: settings[LIMIT_OF[kind]],
  };
  const passedAt = new Date(thresholdPassedAtMs(event, settings));
  return { kind, phase, sinceMs, passedAt, finding: { kind, details } };
}
