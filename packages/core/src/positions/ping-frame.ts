/** A ping as it is sent for a driver: where, and how many milliseconds ago. Null is what is not known. */
export interface SentPing {
  /** A UUID. */
  readonly driverId: string;
  readonly lat: number;
  readonly lng: number;
  readonly ageMs: number;
  readonly headingDeg: number | null;
  readonly speedMps: number | null;
  readonly accuracyM: number | null;
  /** Whether the phone says that the position is an invented one. */
  readonly isMock: boolean;
}

export interface PingFrame {
  /** The sender's number of the frame, which the acknowledgement repeats. */
  readonly frame: number;
  readonly pings: readonly SentPing[];
}

export const MAX_PINGS_PER_FRAME = 500;
const VERSION = 1;
const HEAD_BYTES = 5;
const RECORD_BYTES = 35;
/** The longest frame, bytes. */
export const MAX_PING_FRAME_BYTES = HEAD_BYTES + MAX_PINGS_PER_FRAME * RECORD_BYTES;
const MICRODEGREES = 1e6;
const HUNDREDTHS = 100;
const UNKNOWN = 0xffff;
const MAX_HEADING_DEG = 360;
const MOCK_FLAG = 1;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/**
 * Pings as a fleet sends them over `/pings`: a byte of version, the frame's number (uint32), then 35 bytes per ping, all
 * big-endian. A ping is the driver's UUID (16 bytes), latitude and longitude in microdegrees (int32), the age in milliseconds
 * (uint32), heading in hundredths of a degree (above 36,000 it counts as unknown), speed in cm/s and accuracy in cm (uint16 each, 65,535 for unknown), and a byte
 * of flags (1: an invented position).
 * @throws RangeError for anything but 1 to 500 pings, a driver that is no UUID, or a number that is not finite
 */
export function encodePingFrame({ frame, pings }: PingFrame): Uint8Array<ArrayBuffer> {
  if (pings.length === 0 || pings.length > MAX_PINGS_PER_FRAME) throw new RangeError("not a frame of 1 to 500 pings");
  const bytes = new Uint8Array(HEAD_BYTES + pings.length * RECORD_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VERSION);
  view.setUint32(1, frame);
  for (const [index, ping] of pings.entries()) writePing(view, HEAD_BYTES + index * RECORD_BYTES, ping);
  return bytes;
}

/**
 * Reads what `encodePingFrame` wrote; null for anything else. Whether a position is plausible is not looked at: that is checked for
 * each ping alone.
 */
export function decodePingFrame(bytes: Uint8Array): PingFrame | null {
  const count = (bytes.length - HEAD_BYTES) / RECORD_BYTES;
  if (!Number.isInteger(count) || count < 1 || count > MAX_PINGS_PER_FRAME || bytes[0] !== VERSION) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const pings: SentPing[] = [];
  for (let at = HEAD_BYTES; at < bytes.length; at += RECORD_BYTES) pings.push(readPing(view, at));
  return { frame: view.getUint32(1), pings };
}

function writePing(view: DataView, at: number, ping: SentPing): void {
  if (!UUID.test(ping.driverId)) throw new RangeError("a driver's id is a UUID");
  if (![ping.lat, ping.lng, ping.ageMs].every(Number.isFinite)) throw new RangeError("not a position with an age");
  const hex = (from: number, to: number): number => Number.parseInt(ping.driverId.slice(from, to), 16);
  view.setUint32(at, hex(0, 8));
  view.setUint16(at + 4, hex(9, 13));
  view.setUint16(at + 6, hex(14, 18));
  view.setUint16(at + 8, hex(19, 23));
  view.setUint16(at + 10, hex(24, 28));
  view.setUint32(at + 12, hex(28, 36));
  view.setInt32(at + 16, Math.round(ping.lat * MICRODEGREES));
  view.setInt32(at + 20, Math.round(ping.lng * MICRODEGREES));
  view.setUint32(at + 24, Math.min(0xffff_ffff, Math.max(0, Math.round(ping.ageMs))));
  view.setUint16(at + 28, hundredths(ping.headingDeg));
  view.setUint16(at + 30, hundredths(ping.speedMps));
  view.setUint16(at + 32, hundredths(ping.accuracyM));
  view.setUint8(at + 34, ping.isMock ? MOCK_FLAG : 0);
}

function readPing(view: DataView, at: number): SentPing {
  return {
    driverId: uuidAt(view, at),
    lat: view.getInt32(at + 16) / MICRODEGREES,
    lng: view.getInt32(at + 20) / MICRODEGREES,
    ageMs: view.getUint32(at + 24),
    headingDeg: headingAt(view, at + 28),
    speedMps: knownHundredths(view.getUint16(at + 30)),
    accuracyM: knownHundredths(view.getUint16(at + 32)),
    isMock: (view.getUint8(at + 34) & MOCK_FLAG) !== 0,
  };
}

function uuidAt(view: DataView, at: number): string {
  const hex = (from: number, to: number): string => {
    let text = "";
    for (let byte = from; byte < to; byte += 1) text += HEX[view.getUint8(at + byte)] ?? "";
    return text;
  };
  return `${hex(0, 4)}-${hex(4, 6)}-${hex(6, 8)}-${hex(8, 10)}-${hex(10, 16)}`;
}

function headingAt(view: DataView, at: number): number | null {
  const heading = knownHundredths(view.getUint16(at));
  return heading === null || heading > MAX_HEADING_DEG ? null : heading;
}

function hundredths(value: number | null): number {
  return value === null ? UNKNOWN : Math.min(UNKNOWN - 1, Math.max(0, Math.round(value * HUNDREDTHS)));
}

function knownHundredths(value: number): number | null {
  return value === UNKNOWN ? null : value / HUNDREDTHS;
}
