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
  "within-window",
  "driver-late",
  "driver-not-moving",
  "no-fee-in-city",
] as const;
export type NoFeeReason = (typeof NO_FEE_REASONS)[number];

export type CancelFee =
  | { readonly kind: "none"; readonly reason: NoFeeReason }
  | { readonly kind: "due"; readonly amountMinor: bigint; readonly driverId: string };

/** The original has no fee; a city that has set nothing charges nothing. */
export const FREE_CANCELLATION: CancellationPolicy = { freeWindowS: 0, feeMinor: 0n };

export interface RiderCancellation {
  readonly driverId: string | null;
  readonly matchedAt: Date | null;
  /** A driver who has arrived is neither late nor standing still without cause. */
  readonly hasArrived: boolean;
  readonly policy: CancellationPolicy;
  readonly driver: DriverProgress;
}

/** Whether a rider who cancels now owes the driver a fee. Free up to and including the last second of the window. */
export function decideCancelFee(cancellation: RiderCancellation, now: Date): CancelFee {
  const { driverId, matchedAt, hasArrived, policy, driver } = cancellation;
  if (driverId === null || matchedAt === null) return { kind: "none", reason: "not-matched" };
  if (policy.feeMinor <= 0n) return { kind: "none", reason: "no-fee-in-city" };
  if (now.getTime() - matchedAt.getTime() <= policy.freeWindowS * 1000)
    return { kind: "none", reason: "within-window" };
  if (!hasArrived && driver.isLate) return { kind: "none", reason: "driver-late" };
  if (!hasArrived && !driver.isMoving) return { kind: "none", reason: "driver-not-moving" };
  return { kind: "due", amountMinor: policy.feeMinor, driverId };
}
