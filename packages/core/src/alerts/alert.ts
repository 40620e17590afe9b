import { z } from "zod";
import { FLAG_DETAILS, type FlagKind } from "./flag-details.ts";
import { WATCH_KINDS, type WatchKind } from "../trip-watch/episode.ts";

export const FLAG_KINDS = ["spoofed-trip", "self-ride", "fee-farming", "rating-bomb"] as const satisfies FlagKind[];

/** What raises an alarm for operators: trips under way on which something is wrong, and what looks like cheating. */
export const ALERT_KINDS = [...WATCH_KINDS, "driver-blocked", ...FLAG_KINDS] as const;
/** Those that are over with the trip. */
export const TRIP_ALERT_KINDS = [...WATCH_KINDS, "driver-blocked"] as const satisfies readonly AlertKind[];
export type AlertKind = (typeof ALERT_KINDS)[number];

export const ALERT_SEVERITIES = ["low", "medium", "high"] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

/** What a rider says who is asked whether everything is all right. */
export const TRIP_ANSWERS = ["fine", "help"] as const;
export type TripAnswer = (typeof TRIP_ANSWERS)[number];

/** The question that stands open on the rider's phone, and its answer. */
export interface TripCheck {
  readonly alertId: string;
  readonly kind: WatchKind;
  readonly answer: TripAnswer | null;
}

const watched = z.object({
  /** Since when it looked wrong. */
  sinceAt: z.iso.datetime(),
  /** Where the car was last; null when it was never heard of. */
  place: z.object({ lat: z.number(), lng: z.number() }).nullable(),
  /** The threshold of the city that was passed: metres, seconds or km/h. */
  limit: z.number(),
});

/** What is kept of an alert beside whom it is about. */
export const ALERT_DETAILS = {
  "off-route": watched,
  "long-stop": watched,
  overspeed: watched,
  "not-moving": watched,
  "wrong-direction": watched,
  silent: watched,
  /** The driver was blocked while a rider was in the car. */
  "driver-blocked": z.object({}),
  ...FLAG_DETAILS,
} as const;

/** A kind with its details. */
export type AlertFinding = {
  readonly [K in AlertKind]: { readonly kind: K; readonly details: z.output<(typeof ALERT_DETAILS)[K]> };
}[AlertKind];

const findingSchema: z.ZodType<AlertFinding> = z.discriminatedUnion("kind", [
  z.object({ kind: z.enum(WATCH_KINDS), details: watched }),
  z.object({ kind: z.literal("driver-blocked"), details: ALERT_DETAILS["driver-blocked"] }),
  z.object({ kind: z.literal("spoofed-trip"), details: ALERT_DETAILS["spoofed-trip"] }),
  z.object({ kind: z.literal("self-ride"), details: ALERT_DETAILS["self-ride"] }),
  z.object({ kind: z.literal("fee-farming"), details: ALERT_DETAILS["fee-farming"] }),
  z.object({ kind: z.literal("rating-bomb"), details: ALERT_DETAILS["rating-bomb"] }),
]);

/** Reads a stored alert. @throws Error for one that no version wrote */
export function readFinding(kind: string, details: unknown): AlertFinding {
  const read = findingSchema.safeParse({ kind, details });
  if (!read.success) throw new Error(`an alert is not as its schema says: ${z.prettifyError(read.error)}`);
  return read.data;
}

export const SEVERITY_OF: Readonly<Record<AlertKind, AlertSeverity>> = {
  "off-route": "medium",
  "long-stop": "medium",
  overspeed: "medium",
  "not-moving": "low",
  "wrong-direction": "medium",
  silent: "medium",
  "driver-blocked": "high",
  "spoofed-trip": "high",
  "self-ride": "medium",
  "fee-farming": "medium",
  "rating-bomb": "low",
};

/** What the rider's word makes of an alert. A call for help stands, whatever is said after it. */
export function afterAnswer(
  before: { readonly severity: AlertSeverity; readonly answer: TripAnswer | null },
  answer: TripAnswer,
): { readonly severity: AlertSeverity; readonly answer: TripAnswer } {
  if (answer === "help" || before.answer === "help") return { severity: "high", answer: "help" };
  return { severity: "low", answer };
}
