import { z } from "zod";
import { fixFields, instantMsSchema, type Ping, toPing } from "../ping.ts";
import { fixAgeMs } from "./fix-time.ts";

/**
 * A fix as a client reports it: where, and how old it is by the phone's own clock (`ageMs`). Clients that only know the
 * time send `recordedAt`, and `sentAt` beside it when they can. `isMock` is what the phone says of an invented position.
 */
export const reportedFixSchema = z.object({
  ...fixFields,
  ageMs: z.number().nullish(),
  recordedAt: instantMsSchema.nullish(),
  sentAt: instantMsSchema.nullish(),
  isMock: z.boolean().nullish(),
});
export type ReportedFix = z.output<typeof reportedFixSchema>;

/** A ping by the server's clock. */
export interface DatedPing extends Ping {
  readonly isMock: boolean;
}

/** Dates a reported fix by the server's clock; `offsetMs` is what the phone's clock is known to be off (`clockOffsetMs`). */
export function datePing(fix: ReportedFix, { nowMs, offsetMs = 0 }: { nowMs: number; offsetMs?: number }): DatedPing {
  const ageMs = fixAgeMs({ ageMs: fix.ageMs, recordedAtMs: fix.recordedAt, sentAtMs: fix.sentAt }, nowMs, offsetMs);
  return { ...toPing(fix, nowMs - ageMs), isMock: fix.isMock ?? false };
}
