import type { CitySettings } from "../settings/city-settings.ts";

/** 2001-01-01, from which Apple's systems count; some versions of Safari hand its milliseconds out as they are. */
const APPLE_EPOCH_MS = 978_307_200_000;
/** No phone keeps positions for longer; an age beyond it, or below zero, says that a clock is wrong. */
const ABSURD_AGE_MS = 86_400_000;

/** What is known of when a fix was made. Times are the phone's own, epoch milliseconds. */
export interface FixTime {
  /** How old the fix was when it was sent, by the phone: needs no right clock. */
  readonly ageMs?: number | null | undefined;
  readonly recordedAtMs?: number | null | undefined;
  /** When it was sent. */
  readonly sentAtMs?: number | null | undefined;
}

/**
 * The age of a fix that the server received at `nowMs`, in milliseconds: the one it carries, else the phone's own difference,
 * else the difference to the server's clock, corrected by what the phone's is known to be off (`offsetMs`, to be added to
 * the phone's time). An absurd one counts as now.
 */
export function fixAgeMs({ ageMs, recordedAtMs, sentAtMs }: FixTime, nowMs: number, offsetMs = 0): number {
  if (ageMs != null) return sensibleAgeMs(ageMs);
  if (recordedAtMs == null) return 0;
  return sensibleAgeMs(sentAtMs == null ? nowMs - (recordedAtMs + offsetMs) : sentAtMs - recordedAtMs);
}

/** The age of a browser's fix (`GeolocationPosition.timestamp`) by the phone's own clock, to be sent with it. */
export function ageOfFixMs(timestampMs: number, phoneNowMs: number): number {
  return sensibleAgeMs(phoneNowMs - timestampMs);
}

function sensibleAgeMs(ageMs: number): number {
  if (isSensible(ageMs)) return ageMs;
  return isSensible(ageMs - APPLE_EPOCH_MS) ? ageMs - APPLE_EPOCH_MS : 0;
}

function isSensible(ageMs: number): boolean {
  return ageMs >= 0 && ageMs <= ABSURD_AGE_MS;
}

/** One question for the server's time, by the phone's clock. */
export interface ClockSample {
  readonly askedAtMs: number;
  readonly receivedAtMs: number;
  readonly serverAtMs: number;
}

/**
 * What is to be added to the phone's time to get the server's, from the sample with the shortest round trip (it is off by
 * half of that at most); null without a sample.
 */
export function clockOffsetMs(samples: readonly ClockSample[]): number | null {
  let [offsetMs, shortestMs]: [number | null, number] = [null, Infinity];
  for (const { askedAtMs, receivedAtMs, serverAtMs } of samples) {
    const roundTripMs = receivedAtMs - askedAtMs;
    if (roundTripMs < 0 || roundTripMs >= shortestMs) continue;
    [offsetMs, shortestMs] = [serverAtMs - (askedAtMs + roundTripMs / 2), roundTripMs];
  }
  return offsetMs;
}

/** Whether a phone's clock is so far off that its owner is warned. Such a driver is matched like any other. */
export function isClockOff(offsetMs: number, { clockOffS }: Pick<CitySettings, "clockOffS">): boolean {
  return Math.abs(offsetMs) > clockOffS * 1_000;
}
