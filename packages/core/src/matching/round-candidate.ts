/** A driver who may take an order. */
export interface RoundCandidate {
  readonly driverId: string;
  /** Straight line to the pickup. */
  readonly distanceM: number;
  /** By road to the pickup; null when it cannot be reached in time. */
  readonly etaS: number | null;
  readonly idleS: number;
  readonly offersSeen: number;
  readonly offersAccepted: number;
}
