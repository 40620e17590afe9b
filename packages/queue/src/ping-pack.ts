import type { Ping } from "./ping.ts";

/** More would hold Redis' one thread up for longer than a millisecond. */
const MAX_PINGS = 500;
/** A ping's numbers: position, motion, times. */
const NUMBER_BYTES = 22;
/** In version 2 a byte of flags follows the numbers. */
const FLAG_BYTES = 1;
const MOCK_FLAG = 1;
const ID_CHARS = 36;
/** What the phone does not know. */
const UNKNOWN = 0xffff;
const HUNDREDTHS = 100;
const MICRODEGREES = 1e6;
const MAX_HEADING_DEG = 360;
const MAX_SPEED_MPS = 120;
const HEAD = /^([12]) ([1-9]\d{0,15}) /;
const IDS = /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})+$/i;

/**
 * Pings as they lie in a job: version, the time that theirs count from, all driver ids, then all numbers in base64. A third
 * of the JSON: every byte of a job passes Redis' one thread several times. Microdegrees, hundredths and milliseconds are kept.
 * Only a batch with an invented position is of version 2: workers of before it read all others.
 * @throws RangeError for anything but 1 to 500 pings
 */
export function packPings(pings: readonly Ping[]): string {
  const [first] = pings;
  if (first === undefined || pings.length > MAX_PINGS) throw new RangeError("not a batch of 1 to 500 pings");
  const sinceMs = first.receivedAtMs;
  const hasFlags = pings.some(({ isMock }) => isMock === true);
  const pingBytes = bytesOf(hasFlags);
  const numbers = Buffer.allocUnsafe(pings.length * pingBytes);
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
    if (hasFlags) view.setUint8(at + NUMBER_BYTES, ping.isMock === true ? MOCK_FLAG : 0);
    at += pingBytes;
  }
  return `${hasFlags ? 2 : 1} ${sinceMs} ${ids}${numbers.toString("base64")}`;
}

/** Reads what `packPings` wrote; null for anything else, and for pings beyond the ranges of `Ping`. */
export function unpackPings(text: string): Ping[] | null {
  const head = HEAD.exec(text);
  if (head === null) return null;
  const hasFlags = head[1] === "2";
  const pingBytes = bytesOf(hasFlags);
  const sinceMs = Number(head[2]);
  const idsFrom = head[0].length;
  const count = countOf(text.length - idsFrom, pingBytes);
  const idsTo = idsFrom + count * ID_CHARS;
  if (count === 0 || count > MAX_PINGS || !IDS.test(text.slice(idsFrom, idsTo))) return null;
  const numbers = Buffer.from(text.slice(idsTo), "base64");
  if (numbers.length !== count * pingBytes) return null;
  const view = new DataView(numbers.buffer, numbers.byteOffset, numbers.length);
  const pings: Ping[] = [];
  for (let index = 0; index < count; index += 1) {
    const at = index * pingBytes;
    const ping = pingAt(view, at, sinceMs);
    if (ping === null) return null;
    const idFrom = idsFrom + index * ID_CHARS;
    const driverId = text.slice(idFrom, idFrom + ID_CHARS);
    const isMock = hasFlags && (view.getUint8(at + NUMBER_BYTES) & MOCK_FLAG) !== 0;
    pings.push(isMock ? { driverId, ...ping, isMock } : { driverId, ...ping });
  }
  return pings;
}

/** How many pings take so many characters; 0 for a length that none has. */
function countOf(chars: number, pingBytes: number): number {
  const about = Math.floor(chars / (ID_CHARS + (pingBytes * 4) / 3));
  return about * ID_CHARS + Math.ceil((about * pingBytes) / 3) * 4 === chars ? about : 0;
}

function bytesOf(hasFlags: boolean): number {
  return hasFlags ? NUMBER_BYTES + FLAG_BYTES : NUMBER_BYTES;
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
  const isMotion = isAtMost(heading, MAX_HEADING_DEG) && isAtMost(speed, MAX_SPEED_MPS);
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
