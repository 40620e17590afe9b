/** One GPS fix of a driver, as it travels from the gateway to the worker. */
export interface Ping {
  /** UUID */
  readonly driverId: string;
  readonly lat: number;
  readonly lng: number;
  /** Null for what the phone does not know; degrees, m/s, metres. */
  readonly headingDeg: number | null;
  readonly speedMps: number | null;
  readonly accuracyM: number | null;
  /** When the device measured it, epoch milliseconds. */
  readonly recordedAtMs: number;
  /** When the gateway received it, epoch milliseconds; the start of the ping's age. */
  readonly receivedAtMs: number;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Whether a value from a queue is a ping. By hand, because a schema costs the worker more than applying the ping: it sees
 * up to some hundred thousand a second.
 */
export function isPing(value: unknown): value is Ping {
  if (typeof value !== "object" || value === null) return false;
  const ping: { readonly [K in keyof Ping]?: unknown } = value;
  return (
    typeof ping.driverId === "string" &&
    UUID.test(ping.driverId) &&
    isBetween(ping.lat, -90, 90) &&
    isBetween(ping.lng, -180, 180) &&
    (ping.headingDeg === null || isBetween(ping.headingDeg, 0, 360)) &&
    (ping.speedMps === null || isBetween(ping.speedMps, 0, 120)) &&
    (ping.accuracyM === null || isBetween(ping.accuracyM, 0, Number.MAX_VALUE)) &&
    isInstant(ping.recordedAtMs) &&
    isInstant(ping.receivedAtMs)
  );
}

function isBetween(value: unknown, least: number, most: number): boolean {
  return typeof value === "number" && value >= least && value <= most;
}

function isInstant(value: unknown): boolean {
  return Number.isSafeInteger(value) && isBetween(value, 1, Number.MAX_SAFE_INTEGER);
}
