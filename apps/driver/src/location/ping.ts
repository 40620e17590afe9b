/** One position as it goes over the wire: degrees, metres, metres a second; null where the phone does not know. */
export interface PingInput {
  readonly lat: number;
  readonly lng: number;
  readonly headingDeg: number | null;
  readonly speedMps: number | null;
  readonly accuracyM: number | null;
  /** ISO-8601, when the phone took the fix. */
  readonly recordedAt: string;
}

/** What Atlas reads of a `GeolocationPosition`. */
export interface Fix {
  readonly coords: Pick<GeolocationCoordinates, "latitude" | "longitude" | "accuracy" | "heading" | "speed">;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
}

/** A fix of the phone as a ping. A phone that stands still reports NaN as its heading, and some report negative speeds. */
export function toPing(fix: Fix): PingInput {
  const { latitude, longitude, accuracy, heading, speed } = fix.coords;
  return {
    lat: latitude,
    lng: longitude,
    headingDeg: isKnown(heading) ? heading % 360 : null,
    speedMps: isKnown(speed) ? speed : null,
    accuracyM: isKnown(accuracy) ? accuracy : null,
    recordedAt: new Date(fix.timestamp).toISOString(),
  };
}

function isKnown(value: number | null): value is number {
  return value !== null && Number.isFinite(value) && value >= 0;
}
