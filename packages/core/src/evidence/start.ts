import { ok, type Result } from "../result.ts";
import type { Arrival } from "./arrival.ts";
import type { Evidence } from "./evidence.ts";
import { provePresence, type PresenceRefusal, type PresenceSettings } from "./presence.ts";

/** The rider's PIN proves the meeting, a position the place; an override is the driver's word, `none` not even that. */
export const START_PROOFS = ["pin", "position", "override", "none"] as const;
export type StartProof = (typeof START_PROOFS)[number];

export interface StartClaim {
  readonly evidence: Evidence;
  /** Null when the driver has not arrived. */
  readonly arrival: Arrival | null;
  /** The rider's PIN was asked for, and is right. */
  readonly isPinRight: boolean;
  readonly isOverride: boolean;
}

/**
 * Whether STARTED is accepted, and what proves it. A driver whose arrival was overridden or lost has a rider to drive all
 * the same: accepted and marked.
 */
export function verifyStart(claim: StartClaim, settings: PresenceSettings): Result<StartProof, PresenceRefusal> {
  if (claim.isPinRight) return ok("pin");
  const presence = provePresence(claim.evidence, settings);
  if (presence.ok) return ok("position");
  if (claim.isOverride) return ok("override");
  const { arrival } = claim;
  return arrival !== null && (arrival.proof === "override" || arrival.lost !== null) ? ok("none") : presence;
}

/** Whether the start is known to have happened where the rider was. */
export function isProvenStart(proof: StartProof): boolean {
  return proof === "pin" || proof === "position";
}
