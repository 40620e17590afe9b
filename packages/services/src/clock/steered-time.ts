import type { TimeReading } from "./measure-time.ts";

/** A clock ahead by more is set back at once: to wait for the others would take it twice as long. */
export const MAX_WAITED_FOR_MS = 2_000;

/** The database's time between two readings of it, counted on the steady clock. Pure: instants are arguments. */
export interface SteeredTime {
  /** Database time minus steady time. */
  readonly baseMs: number;
  /** How far the clock was ahead when it was corrected, and when that was: it runs at half its pace until that is gone. */
  readonly leadMs: number;
  readonly correctedAtMs: number;
}

export function timeOf(reading: TimeReading): SteeredTime {
  return { baseMs: reading.databaseMs - reading.steadyMs, leadMs: 0, correctedAtMs: reading.steadyMs };
}

export function timeAt(time: SteeredTime, steadyMs: number): number {
  return steadyMs + time.baseMs + leadAt(time, steadyMs);
}

function leadAt({ leadMs, correctedAtMs }: SteeredTime, steadyMs: number): number {
  return Math.max(0, leadMs - (steadyMs - correctedAtMs) / 2);
}

/**
 * Corrects the clock by a new reading. Behind, it is set forward at once. Ahead by two seconds or less, it slows down,
 * so that time never runs back. Ahead by more, which needs a database that was itself set back, it is set back. What the
 * reading cannot tell from right is left alone.
 */
export function correct(time: SteeredTime, reading: TimeReading, steadyMs: number): SteeredTime {
  const fresh = timeOf(reading);
  const aheadMs = timeAt(time, steadyMs) - timeAt(fresh, steadyMs);
  if (Math.abs(aheadMs) <= reading.errorMs) return time;
  const isWaitedFor = aheadMs > 0 && aheadMs <= MAX_WAITED_FOR_MS;
  return { baseMs: fresh.baseMs, leadMs: isWaitedFor ? aheadMs : 0, correctedAtMs: steadyMs };
}
