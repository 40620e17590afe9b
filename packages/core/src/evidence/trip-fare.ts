import { computeFare, type Tariff } from "../fare.ts";
import { haversineM } from "../geo.ts";
import type { CitySettings } from "../settings/city-settings.ts";
import type { KnownTrip, MissingPart, TrackHole } from "./known-trip.ts";
import { MAX_DRIVEN_MPS } from "./track-length.ts";

/** What the ends of a hole may be off. */
const POSITION_ERROR_M = 150;

/** The evidence covers the trip; it covers a part of it; or there is no more than the minimum to charge. */
export const FARE_BASES = ["quote", "known-distance", "minimum"] as const;
export type FareBasis = (typeof FARE_BASES)[number];

/** What a trip costs at its end, before waiting charges, and why. `provenMinor + unprovenMinor` never exceeds the quote. */
export interface TripFare {
  /** Settles at once. */
  readonly provenMinor: bigint;
  /** What the rider may confirm; 0 when the evidence tells all. */
  readonly unprovenMinor: bigint;
  readonly basis: FareBasis;
  readonly knownM: number;
  readonly missing: readonly MissingPart[];
}

export interface FareClaim {
  readonly tariff: Tariff;
  readonly surge: number;
  readonly quote: { readonly fareMinor: bigint; readonly distanceM: number; readonly durationS: number };
  /** The shortest legal road from pickup to destination. */
  readonly shortestRoadM: number;
  readonly known: KnownTrip;
  /** For each gap the shortest road between its ends; null where there is no route. */
  readonly holeRoadsM: readonly (number | null)[];
}

/**
 * Whether the fare depends on the shortest road at all: looking it up costs time. It does not where the track is long enough for any
 * road up to the quoted one, nor where all is known and the trip ended elsewhere; then the quoted one serves.
 */
export function needsShortestRoad(
  { known, quote }: Pick<FareClaim, "known" | "quote">,
  settings: TripFareSettings,
): boolean {
  if (known.missing.length > 0) return true;
  return hasArrived(known, settings) && known.trackedM * 100 < quote.distanceM * settings.trackSharePercent;
}

export type TripFareSettings = Pick<CitySettings, "tripEndRadiusM" | "trackSharePercent" | "shortTripS" | "shortTripM">;

/** The fare that the evidence proves, and what is left of the quote where something is missing. Never above the quote. */
export function fareOfEvidence(claim: FareClaim, settings: TripFareSettings): TripFare {
  const { quote, known } = claim;
  const knownM =
    known.trackedM + known.holes.reduce((sum, hole, index) => sum + holeM(hole, claim.holeRoadsM[index]), 0);
  const basis = basisOf(claim, knownM, settings);
  const provenMinor = atMost(quote.fareMinor, basis === "quote" ? quote.fareMinor : priceOf(claim, basis, knownM));
  const unprovenMinor = mayHaveArrived(claim, settings) ? quote.fareMinor - provenMinor : 0n;
  return { provenMinor, unprovenMinor, basis, knownM, missing: known.missing };
}

function basisOf({ known, shortestRoadM }: FareClaim, knownM: number, settings: TripFareSettings): FareBasis {
  const { durationS, trackedM } = known;
  if (durationS < settings.shortTripS || knownM < settings.shortTripM) return "minimum";
  const isLongEnough = trackedM * 100 >= shortestRoadM * settings.trackSharePercent;
  return isLongEnough && hasArrived(known, settings) ? "quote" : "known-distance";
}

function hasArrived({ endDistanceM }: KnownTrip, { tripEndRadiusM }: TripFareSettings): boolean {
  return endDistanceM !== null && endDistanceM <= tripEndRadiusM;
}

/** Time costs no more than the quote allowed for the distance: standing still is not driven. */
function priceOf({ tariff, surge, quote, known }: FareClaim, basis: FareBasis, knownM: number): bigint {
  if (basis === "minimum") return computeFare(tariff, { distanceM: 0, durationS: 0, surge }).fareMinor;
  const share = quote.distanceM > 0 ? Math.min(1, knownM / quote.distanceM) : 1;
  const durationS = Math.min(known.durationS, quote.durationS * share);
  return computeFare(tariff, { distanceM: knownM, durationS, surge }).fareMinor;
}

/** Whether something is missing and the car can have been at the destination in the time. */
function mayHaveArrived({ known, shortestRoadM }: FareClaim, { shortTripS }: TripFareSettings): boolean {
  return known.missing.length > 0 && known.durationS >= shortTripS && shortestRoadM <= inReachM(known.durationS);
}

function holeM({ from, to, durationS }: TrackHole, roadM: number | null | undefined): number {
  return Math.min(inReachM(durationS), Math.max(roadM ?? 0, haversineM(from, to)));
}

function inReachM(durationS: number): number {
  return durationS * MAX_DRIVEN_MPS + POSITION_ERROR_M;
}

function atMost(limitMinor: bigint, amountMinor: bigint): bigint {
  return amountMinor < limitMinor ? amountMinor : limitMinor;
}
