import { ok, type Result } from "../result.ts";
import type { CitySettings } from "../settings/city-settings.ts";
import type { Evidence, KnownPosition } from "./evidence.ts";
import { provePresence, type PresenceRefusal, type PresenceSettings } from "./presence.ts";
import { haversineM, type LatLng } from "../geo.ts";

/** By the car's position, or by the driver's word against it: marked, and worth nothing. */
export const ARRIVAL_PROOFS = ["position", "override"] as const;
export type ArrivalProof = (typeof ARRIVAL_PROOFS)[number];

/** Why an arrival no longer counts: the car has left, or has not been heard of. */
export const ARRIVAL_LOSSES = ["left", "silent"] as const;
export type ArrivalLoss = (typeof ARRIVAL_LOSSES)[number];

/** An arrival as stored. `lost.atMs` is when the car was last known to be there. */
export interface Arrival {
  readonly atMs: number;
  readonly proof: ArrivalProof;
  readonly lost: { readonly atMs: number; readonly reason: ArrivalLoss } | null;
}

/** An arrival in an order's columns. One without a proof is of the time before evidence was kept, and counts as proven. */
export interface StoredArrival {
  readonly arrivedAt: Date | null;
  readonly arrivalProof: ArrivalProof | null;
  readonly arrivalLostAt: Date | null;
  readonly arrivalLostReason: ArrivalLoss | null;
}

/** The order's arrival; null before it. */
export function arrivalOf({
  arrivedAt,
  arrivalProof,
  arrivalLostAt,
  arrivalLostReason,
}: StoredArrival): Arrival | null {
  if (arrivedAt === null) return null;
  const isLost = arrivalLostAt !== null && arrivalLostReason !== null;
  return {
    atMs: arrivedAt.getTime(),
    proof: arrivalProof ?? "position",
    lost: isLost ? { atMs: arrivalLostAt.getTime(), reason: arrivalLostReason } : null,
  };
}

export interface ArrivalClaim {
  readonly evidence: Evidence;
  /** "I am here: …", against what the position says. */
  readonly isOverride: boolean;
}

/** Whether ARRIVED is accepted: proven by a fresh position at the pickup, else refused unless the driver insists. */
export function verifyArrival(
  { evidence, isOverride }: ArrivalClaim,
  settings: PresenceSettings,
): Result<Arrival, PresenceRefusal> {
  const presence = provePresence(evidence, settings);
  if (!presence.ok && !isOverride) return presence;
  return ok({ atMs: evidence.atMs, proof: presence.ok ? "position" : "override", lost: null });
}

export interface ArrivalWatch {
  readonly arrival: Arrival;
  readonly pickup: LatLng;
  /** The freshest accepted position; null when none is known. */
  readonly position: KnownPosition | null;
  readonly nowMs: number;
}

/**
 * Whether an arrival is lost, and since when; null while it stands. An overridden one stands against the position, so it is
 * lost by silence only.
 */
export function hasLostArrival(
  { arrival, pickup, position, nowMs }: ArrivalWatch,
  { arrivalLeftM, arrivalSilentS }: Pick<CitySettings, "arrivalLeftM" | "arrivalSilentS">,
): NonNullable<Arrival["lost"]> | null {
  if (arrival.lost !== null) return arrival.lost;
  const heardAtMs = Math.max(arrival.atMs, position?.atMs ?? 0);
  const isSince = position !== null && position.atMs >= arrival.atMs;
  if (arrival.proof === "position" && isSince && haversineM(position, pickup) > arrivalLeftM) {
    return { atMs: position.atMs, reason: "left" };
  }
  return nowMs - heardAtMs > arrivalSilentS * 1_000 ? { atMs: heardAtMs, reason: "silent" } : null;
}

/** Whether an order whose arrival is lost goes back to the search. */
export function isLostForGood(
  { lost }: Arrival,
  nowMs: number,
  { arrivalLostLimitS }: Pick<CitySettings, "arrivalLostLimitS">,
): boolean {
  return lost !== null && nowMs - lost.atMs > arrivalLostLimitS * 1_000;
}

/** Whether the driver who waits may be owed a fee: a late cancellation, or a rider who does not come. */
export function earnsFees(arrival: Arrival | null): boolean {
  return arrival !== null && arrival.proof === "position" && arrival.lost === null;
}

/** For how long the car is known to have waited at the pickup until `untilMs`, in seconds: what a waiting charge is for. */
export function waitedS(arrival: Arrival | null, untilMs: number): number {
  if (arrival === null || arrival.proof !== "position") return 0;
  return Math.max(0, Math.min(untilMs, arrival.lost?.atMs ?? untilMs) - arrival.atMs) / 1_000;
}
