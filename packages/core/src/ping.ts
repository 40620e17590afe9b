import { z } from "zod";
import { haversineM, isValidLatLng, type LatLng } from "./geo.ts";
import type { Refusal } from "./refusal.ts";
import { err, ok, type Result } from "./result.ts";

/** How far a phone's clock may run ahead. */
export const MAX_FUTURE_MS = 5_000;
/** A ping that waited longer in an offline phone tells nothing of use. */
export const MAX_AGE_MS = 3_600_000;
/** Faster than any vehicle in a city (216 km/h). */
export const MAX_SPEED_MPS = 60;
/** What a phone may claim; beyond it the reading is noise and the ping no ping. */
export const MAX_CLAIMED_SPEED_MPS = 1_000;
/** GPS in a street canyon is off by tens of metres; a cell-tower fix by hundreds. */
export const MAX_ACCURACY_M = 500;
/** Jitter that a speed check must forgive, in metres. */
const JUMP_TOLERANCE_M = 150;

/** An instant of a client, ISO-8601 or milliseconds. */
export const instantMsSchema: z.ZodType<number, number | string> = z.union([
  z.number().int(),
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
]);

/** Where a fix says to be. */
export const fixFields = {
  lat: z.number().min(-90).max(90),
  lng: z.number().min(-180).max(180),
  headingDeg: z.number().min(0).max(360).nullish(),
  speedMps: z.number().min(0).max(MAX_CLAIMED_SPEED_MPS).nullish(),
  accuracyM: z.number().min(0).nullish(),
};
type FixFields = z.infer<z.ZodObject<typeof fixFields>>;

/**
 * One GPS fix as a client sends it. `recordedAt` is ISO-8601 or milliseconds; the parsed ping carries `recordedAtMs`.
 * Heading in degrees (360 counts as 0), speed in m/s, accuracy in metres; what the phone does not know is null or left out.
 */
export const pingSchema = z
  .object({ ...fixFields, recordedAt: instantMsSchema })
  .transform((fix): Ping => toPing(fix, fix.recordedAt));

/** The fix as a ping of an instant. */
export function toPing({ lat, lng, headingDeg, speedMps, accuracyM }: FixFields, recordedAtMs: number): Ping {
  return {
    lat,
    lng,
    headingDeg: headingDeg == null ? null : headingDeg % 360,
    speedMps: speedMps ?? null,
    accuracyM: accuracyM ?? null,
    recordedAtMs,
  };
}

export interface Ping extends LatLng {
  readonly headingDeg: number | null;
  readonly speedMps: number | null;
  readonly accuracyM: number | null;
  readonly recordedAtMs: number;
}

export type PingRefusal = Refusal<
  "INVALID_COORDINATES" | "TIMESTAMP_IN_FUTURE" | "TIMESTAMP_TOO_OLD" | "IMPLAUSIBLE_MOVEMENT" | "POSITION_INACCURATE"
>;

export interface PingContext {
  readonly nowMs: number;
  /** The driver's last accepted ping, if any is known. */
  readonly last?: (LatLng & { readonly recordedAtMs: number }) | null;
}

/** Whether a parsed ping can be believed: range, timestamp window, accuracy, and no jump since the last one. */
export function validatePing(ping: Ping, { nowMs, last }: PingContext): Result<Ping, PingRefusal> {
  if (!isValidLatLng(ping)) return err({ code: "INVALID_COORDINATES", message: "The position is not on Earth." });
  if (!(ping.recordedAtMs <= nowMs + MAX_FUTURE_MS)) {
    return err({ code: "TIMESTAMP_IN_FUTURE", message: "The position is from the future. Check the phone's clock." });
  }
  if (ping.recordedAtMs < nowMs - MAX_AGE_MS) {
    return err({ code: "TIMESTAMP_TOO_OLD", message: "The position is more than an hour old." });
  }
  if (ping.accuracyM !== null && ping.accuracyM > MAX_ACCURACY_M) {
    return err({ code: "POSITION_INACCURATE", message: "The position is too inaccurate to use." });
  }
  if (last != null && isJump(last, ping)) {
    return err({ code: "IMPLAUSIBLE_MOVEMENT", message: "The position jumped farther than a vehicle can drive." });
  }
  return ok(ping);
}

function isJump(last: LatLng & { readonly recordedAtMs: number }, ping: Ping): boolean {
  const elapsedS = Math.abs(ping.recordedAtMs - last.recordedAtMs) / 1_000;
  return haversineM(last, ping) > elapsedS * MAX_SPEED_MPS + JUMP_TOLERANCE_M;
}
