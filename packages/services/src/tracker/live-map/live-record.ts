import { type CodedDriverState, decodeDriverState } from "./driver-state-code.ts";

/** How a driver moved at the newest ping; null for what the phone does not know. */
export interface Motion {
  readonly headingDeg: number | null;
  readonly speedMps: number | null;
  readonly accuracyM: number | null;
  /** The phone says that the position is invented. */
  readonly isMock?: boolean;
}

export interface LastPing extends Motion {
  /** When it was measured, epoch milliseconds. */
  readonly seenAtMs: number;
}

/** Digits of the time, and of each tenth of the motion. */
const TIME_CHARS = 13;
const TENTH_CHARS = 4;
const UNKNOWN = "----";
/** Stands where the accuracy would, which an invented position has none of; older readers take it for unknown. */
const MOCK = "mock";

const MOCK_AT = TIME_CHARS + 2 * TENTH_CHARS;

/** Characters of the ping in a record; the state follows. The scripts count on it. */
export const LAST_PING_CHARS = TIME_CHARS + 3 * TENTH_CHARS;

/** The ping of a driver who has a state and has sent none. */
export const NO_PING = "0".repeat(TIME_CHARS) + UNKNOWN.repeat(3);

const TENTHS = Array.from({ length: 10_000 }, (_, value) => String(value).padStart(TENTH_CHARS, "0"));

/**
 * The ping as the hash `live` keeps it before the driver's state: 13 digits of milliseconds, then heading, speed and
 * accuracy in tenths, four characters each, at most 999.9. Of fixed width, so that the scripts compare two as texts (which
 * is the order in time until the year 2286) and find the state without looking for it.
 */
export function encodeLastPing(seenAtMs: number, { headingDeg, speedMps, accuracyM, isMock }: Motion): string {
  return timeText(seenAtMs) + tenths(headingDeg) + tenths(speedMps) + (isMock === true ? MOCK : tenths(accuracyM));
}

/** Reads what `encodeLastPing` wrote, also at the head of a record; motion that is missing or is no number is null. */
export function decodeLastPing(record: string): LastPing {
  return {
    seenAtMs: Number(record.slice(0, TIME_CHARS)),
    headingDeg: motionAt(record, 0),
    speedMps: motionAt(record, 1),
    accuracyM: motionAt(record, 2),
    ...(record.startsWith(MOCK, MOCK_AT) ? { isMock: true } : {}),
  };
}

/** What `live` knows of one driver. */
export interface LiveRecord extends LastPing {
  readonly state: CodedDriverState;
  /** Out of matching because nothing was heard of the driver for a while. */
  readonly isParked: boolean;
}

/** Reads a record of the hash `live`; null for anything else. */
export function decodeLiveRecord(record: string): LiveRecord | null {
  const code = record.slice(LAST_PING_CHARS);
  const state = decodeDriverState(code);
  return state === null ? null : { ...decodeLastPing(record), state, isParked: code.startsWith("A") };
}

function timeText(ms: number): string {
  return String(ms).padStart(TIME_CHARS, "0");
}

function tenths(value: number | null): string {
  return value === null ? UNKNOWN : (TENTHS[Math.min(9_999, Math.round(value * 10))] ?? UNKNOWN);
}

function motionAt(record: string, index: number): number | null {
  const from = TIME_CHARS + index * TENTH_CHARS;
  const value = Number.parseInt(record.slice(from, from + TENTH_CHARS), 10);
  return Number.isNaN(value) ? null : value / 10;
}
