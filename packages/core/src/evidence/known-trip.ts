import { haversineM, type LatLng } from "../geo.ts";
import type { CitySettings } from "../settings/city-settings.ts";
import { type Evidence, isFresh, type KnownPosition } from "./evidence.ts";
import { isProvenStart, type StartProof } from "./start.ts";
import { believablePositions, STAND_STILL_M, trackLengthM } from "./track-length.ts";

/** A car that was elsewhere when the trip began is not expected to have driven faster from the pickup (90 km/h). */
const MAX_TOWN_MPS = 25;

/** A silence in which the car moved: what it drove is known by the shortest road between its ends. */
export interface TrackHole {
  readonly from: LatLng;
  readonly to: LatLng;
  readonly durationS: number;
}

export const MISSING_PARTS = ["start", "hole", "end"] as const;
export type MissingPart = (typeof MISSING_PARTS)[number];

/** What is known of a trip from its evidence alone. */
export interface KnownTrip {
  readonly durationS: number;
  /** Driven by the track, holes left out. */
  readonly trackedM: number;
  readonly holes: readonly TrackHole[];
  /** Parts of the trip of which nothing is known. */
  readonly missing: readonly MissingPart[];
  /** From the last known position to the destination, by straight line; null when none is known. */
  readonly endDistanceM: number | null;
}

export interface TripClaim {
  readonly pickup: LatLng;
  readonly destination: LatLng;
  readonly startProof: StartProof;
  readonly start: Evidence;
  readonly finish: Evidence;
  /** Accepted positions from start to finish, in order of time. */
  readonly track: readonly KnownPosition[];
}

export type KnownTripSettings = Pick<CitySettings, "evidenceMaxAgeS" | "trackHoleS" | "tripEndRadiusM">;

/** Gathers what is known of a trip: believable positions of the car with the rider in it, and the holes between them. */
export function knowTrip(claim: TripClaim, settings: KnownTripSettings): KnownTrip {
  const positions = positionsWithRider(claim, settings);
  const stretches = splitAtHoles(positions, settings.trackHoleS);
  const holes = holesBetween(stretches);
  const last = positions.at(-1);
  const missing: MissingPart[] = [];
  if (!isStartKnown(claim, positions, settings)) missing.push("start");
  if (holes.length > 0) missing.push("hole");
  if (last === undefined || claim.finish.atMs - last.atMs > settings.trackHoleS * 1_000) missing.push("end");
  return {
    durationS: Math.max(0, claim.finish.atMs - claim.start.atMs) / 1_000,
    trackedM: stretches.reduce((sum, stretch) => sum + trackLengthM(stretch), 0),
    holes,
    missing,
    endDistanceM: last === undefined ? null : haversineM(last, claim.destination),
  };
}

/**
 * A start that nothing proves counts from where the car can have taken the rider up: one that was elsewhere has to pass the
 * pickup first.
 */
function positionsWithRider(claim: TripClaim, settings: KnownTripSettings): readonly KnownPosition[] {
  const positions = believablePositions(knownPositions(claim, settings));
  const [first] = positions;
  if (first === undefined || isProvenStart(claim.startProof)) return positions;
  const sinceStartS = Math.max(0, first.atMs - claim.start.atMs) / 1_000;
  const reachM = settings.tripEndRadiusM + MAX_TOWN_MPS * sinceStartS;
  if (haversineM(first, claim.pickup) <= reachM) return positions;
  const taken = positions.findIndex((position) => haversineM(position, claim.pickup) <= settings.tripEndRadiusM);
  return taken === -1 ? [] : positions.slice(taken);
}

/** The track between the positions of start and finish. A PIN proves that the car was with the rider at the pickup. */
function knownPositions(claim: TripClaim, settings: KnownTripSettings): readonly KnownPosition[] {
  const { pickup, startProof, start, finish, track } = claim;
  const atStart = isFresh(start, settings)
    ? start.position
    : startProof === "pin"
      ? { ...pickup, atMs: start.atMs }
      : null;
  const atFinish = isFresh(finish, settings) ? finish.position : null;
  const between = track.filter(({ atMs }) => atMs > start.atMs && atMs <= finish.atMs);
  const isNewer = atFinish !== null && atFinish.atMs > (between.at(-1)?.atMs ?? start.atMs);
  return [...(atStart === null ? [] : [atStart]), ...between, ...(isNewer ? [atFinish] : [])];
}

function isStartKnown(claim: TripClaim, positions: readonly KnownPosition[], settings: KnownTripSettings): boolean {
  const [first] = positions;
  if (first === undefined) return false;
  const isNear = haversineM(first, claim.pickup) <= settings.tripEndRadiusM;
  return isNear || (isProvenStart(claim.startProof) && first.atMs - claim.start.atMs <= settings.trackHoleS * 1_000);
}

function splitAtHoles(positions: readonly KnownPosition[], holeS: number): readonly (readonly KnownPosition[])[] {
  const stretches: KnownPosition[][] = [];
  let stretch: KnownPosition[] = [];
  for (const position of positions) {
    const before = stretch.at(-1);
    const isHole = before !== undefined && position.atMs - before.atMs > holeS * 1_000;
    if (before === undefined || (isHole && haversineM(before, position) > STAND_STILL_M)) {
      stretch = [position];
      stretches.push(stretch);
    } else stretch.push(position);
  }
  return stretches;
}

function holesBetween(stretches: readonly (readonly KnownPosition[])[]): readonly TrackHole[] {
  return stretches.flatMap((stretch, index) => {
    const [from, to] = [stretches[index - 1]?.at(-1), stretch[0]];
    if (from === undefined || to === undefined) return [];
    return [{ from: toPoint(from), to: toPoint(to), durationS: (to.atMs - from.atMs) / 1_000 }];
  });
}

function toPoint({ lat, lng }: LatLng): LatLng {
  return { lat, lng };
}
