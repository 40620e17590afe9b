import { z } from "zod";
import { isValidLatLng, type LatLng } from "./geo.ts";
import type { Refusal } from "./refusal.ts";
import { err, ok, type Result } from "./result.ts";

/** How far the time of the original's call may be ahead: a clock that is fast by less counts as right. */
export const MAX_FUTURE_MS = 600_000;
/** A ping that waited longer in an offline phone tells nothing of use. */
export const MAX_AGE_MS = 3_600_000;
/** What a phone may claim; beyond it the reading is noise and the ping no ping. */
export const MAX_CLAIMED_SPEED_MPS = 1_000;
/** GPS in a street canyon is off by tens of metres; a cell-tower fix by hundreds. */
export const MAX_ACCURACY_M = 500;
const TOO_OLD = { code: "TIMESTAMP_TOO_OLD", message: "The position is more than an hour old." } as const;

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

export type PingRefusal = Refusal<"INVALID_COORDINATES" | "TIMESTAMP_TOO_OLD" | "POSITION_INACCURATE">;

/** Whether a ping that the server has dated can be used: range, age and accuracy. */
export function validatePingFields(ping: Ping, { nowMs }: { readonly nowMs: number }): Result<Ping, PingRefusal> {
  if (!isValidLatLng(ping)) return err({ code: "INVALID_COORDINATES", message: "The position is not on Earth." });
  if (!(ping.recordedAtMs >= nowMs - MAX_AGE_MS)) return err(TOO_OLD);
  if (ping.accuracyM !== null && ping.accuracyM > MAX_ACCURACY_M) {
    return err({ code: "POSITION_INACCURATE", message: "The position is too inaccurate to use." });
  }
  return ok(ping);
}

/**
 * Whether a client's own time of a ping can be used. Only the original's call is held to it, whose contract it is: a clock
 * may be wrong, by more than ten minutes ahead or an hour behind it is no clock.
 */
export function validateTimestamp(
  recordedAtMs: number,
  nowMs: number,
): Refusal<"TIMESTAMP_IN_FUTURE" | "TIMESTAMP_TOO_OLD"> | null {
  if (recordedAtMs > nowMs + MAX_FUTURE_MS) {
    return { code: "TIMESTAMP_IN_FUTURE", message: "The position is from the future. Check the phone's clock." };
  }
  return recordedAtMs < nowMs - MAX_AGE_MS ? TOO_OLD : null;
}
