import { type Arrival, earnsFees } from "./evidence/arrival.ts";

/** A city's rule for a rider's cancellation. */
export interface CancellationPolicy {
  /** Seconds after the match in which cancelling is free. */
  readonly freeWindowS: number;
  /** What the driver gets when the rider cancels later, in minor units. */
  readonly feeMinor: bigint;
}

/** What is known of the driver at the moment of the cancellation. */
export interface DriverProgress {
  /** Past the promised pickup time. */
  readonly isLate: boolean;
  /** Whether the driver has moved towards the pickup lately. */
  readonly isMoving: boolean;
}

export const NO_FEE_REASONS = [
  "not-matched",
  "not-by-rider",
  "driver-not-set-out",
  "within-window",
  "driver-late",
  "driver-not-moving",
  "arrival-not-proven",
  "no-fee-in-city",
] as const;
export type NoFeeReason = (typeof NO_FEE_REASONS)[number];

export type CancelFee =
  | { readonly kind: "none"; readonly reason: NoFeeReason }
  | { readonly kind: "due"; readonly amountMinor: bigint; readonly driverId: string };

/** The original has no fee; a city that has set nothing charges nothing. */
export const FREE_CANCELLATION: CancellationPolicy = { freeWindowS: 0, feeMinor: 0n };

/** What the rider who does not come owes the driver who has waited for them. */
export function noShowFee(driverId: string, { feeMinor }: Pick<CancellationPolicy, "feeMinor">): CancelFee {
  return feeMinor > 0n ? { kind: "due", amountMinor: feeMinor, driverId } : { kind: "none", reason: "no-fee-in-city" };
}

export interface RiderCancellation {
  readonly driverId: string | null;
  readonly matchedAt: Date | null;
  /** The driver still carries another rider and has not set out. */
  readonly isQueued: boolean;
  /** When such a driver set out; null for one who never had to. The window counts from then. */
  readonly promotedAt: Date | null;
  /** A driver whose arrival is proven is neither late nor standing still without cause; any other arrival earns nothing. */
  readonly arrival: Arrival | null;
  readonly policy: CancellationPolicy;
  readonly driver: DriverProgress;
}

/** Whether a rider who cancels now owes the driver a fee. Free up to and including the last second of the window. */
export function decideCancelFee(cancellation: RiderCancellation, now: Date): CancelFee {
  const { driverId, matchedAt, arrival, policy, driver } = cancellation;
  const setOutAt = cancellation.promotedAt ?? matchedAt;
  if (driverId === null || setOutAt === null) return { kind: "none", reason: "not-matched" };
  if (cancellation.isQueued) return { kind: "none", reason: "driver-not-set-out" };
  if (policy.feeMinor <= 0n) return { kind: "none", reason: "no-fee-in-city" };
  if (now.getTime() - setOutAt.getTime() <= policy.freeWindowS * 1000) return { kind: "none", reason: "within-window" };
  if (arrival !== null && !earnsFees(arrival)) return { kind: "none", reason: "arrival-not-proven" };
  if (arrival === null && driver.isLate) return { kind: "none", reason: "driver-late" };
  if (arrival === null && !driver.isMoving) return { kind: "none", reason: "driver-not-moving" };
  return { kind: "due", amountMinor: policy.feeMinor, driverId };
}

/** Who pays the driver of a trip that an operator ends before its end. */
export const CANCEL_PAYERS = ["rider", "platform", "nobody"] as const;
export type CancelPayer = (typeof CANCEL_PAYERS)[number];
