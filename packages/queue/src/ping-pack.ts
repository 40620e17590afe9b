import type { Ping } from "./ping.ts";

/** More would hold Redis' one thread up for longer than a millisecond. */
const MOST_PINGS = 500;
/** A ping's numbers: position, motion, times. */
const NUMBER_BYTES = 22;
const ID_CHARS = 36;
/** What the phone does not know. */
const UNKNOWN = 0xffff;
const HUNDREDTHS = 100;
const MICRODEGREES = 1e6;
const MOST_HEADING_DEG = 360;
const MOST_SPEED_MPS = 120;
const HEAD = /^1 ([1-9]\d{0,15}) /;
const IDS = /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})+$/i;

/**
 * Pings as they lie in a job: version, the time that theirs count from, all driver ids, then all numbers in base64. A third
 * of the JSON: every byte of a job passes Redis' one thread several times. Microdegrees, hundredths and milliseconds are kept.
 * @throws RangeError for anything but 1 to 500 pings
 */
export function packPings(pings: readonly Ping[]): string {
  const [first] = pings;
  if (first === undefined || pings.length > MOST_PINGS) throw new RangeError("not a batch of 1 to 500 pings");
  const sinceMs = first.receivedAtMs;
  const numbers = Buffer.allocUnsafe(pings.length * NUMBER_BYTES);
  const view = new DataView(numbers.buffer, numbers.byteOffset, numbers.length);
  let ids = "";
  let at = 0;
  for (const ping of pings) {
    ids += ping.driverId;
    view.setInt32(at, Math.round(ping.lat * MICRODEGREES));
    view.setInt32(at + 4, Math.round(ping.lng * MICRODEGREES));
    view.setInt32(at + 8, ping.receivedAtMs - sinceMs);
    view.setInt32(at + 12, ping.receivedAtMs - ping.recordedAtMs);
    view.setUint16(at + 16, hundredths(ping.headingDeg));
    view.setUint16(at + 18, hundredths(ping.speedMps));
    view.setUint16(at + 20, hundredths(ping.accuracyM));
    at += NUMBER_BYTES;
  }
  return `1 ${sinceMs} ${ids}${numbers.toString("base64")}`;
}

/** Reads what `packPings` wrote; null for anything else, and for pings beyond the ranges of `Ping`. */
export function unpackPings(text: string): Ping[] | null {
  const head = HEAD.exec(text);
  if (head === null) return null;
  const sinceMs = Number(head[1]);
  const idsFrom = head[0].length;
  const count = countOf(text.length - idsFrom);
  const idsTo = idsFrom + count * ID_CHARS;
  if (count === 0 || count > MOST_PINGS || !IDS.test(text.slice(idsFrom, idsTo))) return null;
  const numbers = Buffer.from(text.slice(idsTo), "base64");
  if (numbers.length !== count * NUMBER_BYTES) return null;
  const view = new DataView(numbers.buffer, numbers.byteOffset, numbers.length);
  const pings: Ping[] = [];
  for (let index = 0; index < count; index += 1) {
    const ping = pingAt(view, index * NUMBER_BYTES, sinceMs);
    if (ping === null) return null;
    const idFrom = idsFrom + index * ID_CHARS;
    pings.push({ driverId: text.slice(idFrom, idFrom + ID_CHARS), ...ping });
  }
  return pings;
}

/** How many pings take so many characters; 0 for a length that none has. */
function countOf(chars: number): number {
  const about = Math.floor(chars / (ID_CHARS + (NUMBER_BYTES * 4) / 3));
  return about * ID_CHARS + Math.ceil((about * NUMBER_BYTES) / 3) * 4 === chars ? about : 0;
}

function pingAt(view: DataView, at: number, sinceMs: number): Omit<Ping, "driverId"> | null {
  const lat = view.getInt32(at) / MICRODEGREES;
  const lng = view.getInt32(at + 4) / MICRODEGREES;
  const receivedAtMs = sinceMs + view.getInt32(at + 8);
  const recordedAtMs = receivedAtMs - view.getInt32(at + 12);
  const heading = view.getUint16(at + 16);
  const speed = view.getUint16(at + 18);
  const accuracy = view.getUint16(at + 20);
  const isOnEarth = lat >= -90 && lat <= 90 && lng >= -180 && lng <= 180;
  const isMotion = isAtMost(heading, MOST_HEADING_DEG) && isAtMost(speed, MOST_SPEED_MPS);
  if (!isOnEarth || !isMotion || receivedAtMs < 1 || recordedAtMs < 1) return null;
  return {
    lat,
    lng,
    headingDeg: heading === UNKNOWN ? null : heading / HUNDREDTHS,
    speedMps: speed === UNKNOWN ? null : speed / HUNDREDTHS,
    accuracyM: accuracy === UNKNOWN ? null : accuracy / HUNDREDTHS,
    recordedAtMs,
    receivedAtMs,
  };
}

function hundredths(value: number | null): number {
  return value === null ? UNKNOWN : Math.min(UNKNOWN - 1, Math.round(value * HUNDREDTHS));
}

function isAtMost(value: number, most: number): boolean {
  return value === UNKNOWN || value <= most * HUNDREDTHS;
}
