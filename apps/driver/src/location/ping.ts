import { ageOfFixMs } from "@atlas/core/positions/fix-time";

/** One position as the phone keeps it: degrees, metres, metres a second; null where the phone does not know. */
export interface PingInput {
  readonly lat: number;
  readonly lng: number;
  readonly headingDeg: number | null;
  readonly speedMps: number | null;
  readonly accuracyM: number | null;
  /** ISO-8601, when the phone took the fix, by its own clock: good for an age on this phone, and for nothing else. */
  readonly recordedAt: string;
}

/** One position as it goes over the wire: with its age, which needs no right clock. */
export interface SentPing extends Omit<PingInput, "recordedAt"> {
  readonly ageMs: number;
}

/** What Atlas reads of a `GeolocationPosition`. */
export interface Fix {
  readonly coords: Pick<GeolocationCoordinates, "latitude" | "longitude" | "accuracy" | "heading" | "speed">;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
}

/**
 * A fix of the phone, whose clock says `nowMs`, as a ping. A phone that stands still reports NaN as its heading, some report
 * negative speeds, and some count the time of a fix from 2001.
 */
export function toPing(fix: Fix, nowMs: number): PingInput {
  const { latitude, longitude, accuracy, heading, speed } = fix.coords;
  return {
    lat: latitude,
    lng: longitude,
    headingDeg: isKnown(heading) ? heading % 360 : null,
    speedMps: isKnown(speed) ? speed : null,
    accuracyM: isKnown(accuracy) ? accuracy : null,
    recordedAt: new Date(nowMs - ageOfFixMs(fix.timestamp, nowMs)).toISOString(),
  };
}

/** The ping as it is sent at `nowMs`. A clock that was set since makes it a ping of now, if the age is absurd. */
export function toSentPing({ recordedAt, ...ping }: PingInput, nowMs: number): SentPing {
  return { ...ping, ageMs: ageOfFixMs(Date.parse(recordedAt), nowMs) };
}

function isKnown(value: number | null): value is number {
  return value !== null && Number.isFinite(value) && value >= 0;
}
