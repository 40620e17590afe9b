import type { Ping } from "@atlas/queue/catalog";

/** The columns of a row, in the order of `gpsRows`. */
export const GPS_COLUMNS = [
  "city_id",
  "driver_id",
  "recorded_at",
  "received_at",
  "lat",
  "lng",
  "heading_deg",
  "speed_mps",
  "accuracy_m",
  "is_mock",
];

const COLUMNS = GPS_COLUMNS.length;
const UUID_BYTES = 16;
/** What a row takes beside the city's id, when nothing is null. */
const ROW_BYTES = 2 + COLUMNS * 4 + UUID_BYTES + 4 * 8 + 3 * 4 + 1;
const NULL = -1;
/** Postgres counts microseconds from 2000-01-01. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
const HIGH_WORD = 2 ** 32;
const DASH = 0x2d;

/** What COPY in binary format wants before the rows: signature, flags, length of an extension. */
export const COPY_HEAD = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
/** And behind them. */
export const COPY_END = Buffer.from([0xff, 0xff]);

/**
 * The pings as rows of `COPY gps_points … WITH (FORMAT binary)`: neither side writes or reads a decimal or a date.
 * Format: https://www.postgresql.org/docs/18/sql-copy.html#SQL-COPY-FILE-FORMATS
 */
export function gpsRows(cityId: string, pings: readonly Ping[]): Buffer {
  const city = Buffer.from(cityId);
  const rows = Buffer.allocUnsafe(pings.length * (ROW_BYTES + city.length));
  const view = new DataView(rows.buffer, rows.byteOffset, rows.length);
  let at = 0;
  for (const ping of pings) {
    view.setInt16(at, COLUMNS);
    view.setInt32(at + 2, city.length);
    rows.set(city, at + 6);
    at += 6 + city.length;
    view.setInt32(at, UUID_BYTES);
    putUuid(rows, at + 4, ping.driverId);
    at = putInstant(view, at + 4 + UUID_BYTES, ping.recordedAtMs);
    at = putInstant(view, at, ping.receivedAtMs);
    at = putDouble(view, at, ping.lat);
    at = putDouble(view, at, ping.lng);
    at = putReal(view, at, ping.headingDeg);
    at = putReal(view, at, ping.speedMps);
    at = putReal(view, at, ping.accuracyM);
    at = putBoolean(view, at, ping.isMock === true);
  }
  return rows.subarray(0, at);
}

function putInstant(view: DataView, at: number, epochMs: number): number {
  const micros = (epochMs - EPOCH_MS) * 1_000;
  const high = Math.floor(micros / HIGH_WORD);
  view.setInt32(at, 8);
  view.setInt32(at + 4, high);
  view.setUint32(at + 8, micros - high * HIGH_WORD);
  return at + 12;
}

function putDouble(view: DataView, at: number, value: number): number {
  view.setInt32(at, 8);
  view.setFloat64(at + 4, value);
  return at + 12;
}

function putReal(view: DataView, at: number, value: number | null): number {
  view.setInt32(at, value === null ? NULL : 4);
  if (value === null) return at + 4;
  view.setFloat32(at + 4, value);
  return at + 8;
}

function putBoolean(view: DataView, at: number, value: boolean): number {
  view.setInt32(at, 1);
  view.setUint8(at + 4, value ? 1 : 0);
  return at + 5;
}

/** The sixteen bytes of a UUID in its usual text form. */
function putUuid(bytes: Buffer, from: number, uuid: string): void {
  let at = from;
  for (let index = 0; index < uuid.length; index += 2) {
    if (uuid.charCodeAt(index) === DASH) index += 1;
    bytes[at++] = (nibble(uuid.charCodeAt(index)) << 4) | nibble(uuid.charCodeAt(index + 1));
  }
}

/** The value of a hexadecimal digit: letters, large or small, count on from nine. */
function nibble(char: number): number {
  return (char & 0xf) + (char >> 6) * 9;
}
