import type { LatLng } from "@atlas/core/geo";
import { LAST_PING_CHARS } from "./live-record.ts";

const MICRO = 1e6;
/** The end of the ping's time, the place in microdegrees, and the indexed place in tens of them, counted from -90 and -180 degrees. */
const [STAMP_CHARS, INDEXED_CHARS] = [5, 16];
export const PLACE_CHARS = 18;
/** Characters of a row of `encodePlace`. */
export const PLACE_ROW_CHARS = STAMP_CHARS + PLACE_CHARS + INDEXED_CHARS;
/** Those of them that are new with each ping. */
export const FIX_CHARS = STAMP_CHARS + PLACE_CHARS;
const MARK = ":p";
const TIME_CHARS = 13;

/** How far a driver may move in latitude and in longitude before the GEO set is written again, in tens of microdegrees. */
const MAX_OFF = 50;
/** How far a driver can be from the point in the GEO set, metres: who searches there looks so much farther. */
export const INDEX_SLACK_M = 80;

/** A place as the script of `applyPings` gets it: for the record, and again as the point that the GEO set would get. */
export function encodePlace(measuredAtMs: number, { lat, lng }: LatLng): string {
  const [north, east] = [Math.round((lat + 90) * MICRO), Math.round((lng + 180) * MICRO)];
  const indexed = digits(Math.round(north / 10), 8) + digits(Math.round(east / 10), 8);
  return digits(measuredAtMs, TIME_CHARS).slice(-STAMP_CHARS) + digits(north, 9) + digits(east, 9) + indexed;
}

/**
 * Where a driver is, as the record keeps it between state code and ticket: `:p` and a row of `encodePlace`, whose last part is
 * the point in the GEO set. Null where there is none, or where a process of the release before has applied a newer ping: it has
 * written the GEO set, which then is exact, and left the row as it was.
 */
export function decodePlace(record: string): LatLng | null {
  const at = record.indexOf(MARK, LAST_PING_CHARS);
  const from = at + MARK.length + STAMP_CHARS;
  const stamp = record.slice(TIME_CHARS - STAMP_CHARS, TIME_CHARS);
  if (at === -1 || record.slice(at + MARK.length, from) !== stamp) return null;
  return decodeDigits(record.slice(from, from + PLACE_CHARS));
}

/** Reads the two numbers of a place; null for anything else. */
export function decodeDigits(text: string): LatLng | null {
  if (!/^\d{18}$/.test(text)) return null;
  const [north, east] = [Number(text.slice(0, 9)), Number(text.slice(9))];
  return { lat: (north - 90 * MICRO) / MICRO, lng: (east - 180 * MICRO) / MICRO };
}

function digits(value: number, chars: number): string {
  return String(value).padStart(chars, "0");
}

/**
 * For scripts. `colonAt`: where the state code of a record has ended. `placeAt`: where its place begins, nil when it has none that is of
 * its ping. `restAt`: where the ticket begins. `isNear`: whether the row of `encodePlace` that begins behind `row` is near the point of
 * the GEO set in the record. Every text that a script cuts is hashed by Lua: each one less counts.
 */
export const PLACE_LUA = `
local find, byte, sub, floor = string.find, string.byte, string.sub, math.floor
local function colonAt(record)
  return find(record, ':', ${LAST_PING_CHARS + 1}, true) or #record + 1
end
local function placeAt(record, colon)
  if byte(record, colon + 1) ~= ${MARK.charCodeAt(1)} then return nil end
  local a, b, c, d, e = byte(record, ${TIME_CHARS - STAMP_CHARS + 1}, ${TIME_CHARS})
  local f, g, h, i, j = byte(record, colon + ${MARK.length}, colon + ${MARK.length + STAMP_CHARS - 1})
  if e == j and d == i and c == h and b == g and a == f then return colon + ${MARK.length + STAMP_CHARS} end
end
local function restAt(record, colon)
  return byte(record, colon + 1) == ${MARK.charCodeAt(1)} and colon + ${MARK.length + PLACE_ROW_CHARS} or colon
end
local function isNear(rows, row, record, indexed)
  local before = tonumber(sub(record, indexed, indexed + ${INDEXED_CHARS - 1})) or 0
  local off = tonumber(sub(rows, row + ${FIX_CHARS + 1}, row + ${PLACE_ROW_CHARS})) - before
  local north = floor(off / 1e8 + 0.5)
  local east = off - north * 1e8
  return north <= ${MAX_OFF} and north >= -${MAX_OFF} and east <= ${MAX_OFF} and east >= -${MAX_OFF}
end
`;
