/** Setting the rider down and taking the fare, before a driver can set out for the next pickup. */
const HANDOVER_S = 45;

/** With a free driver this near by road, one who is still on a trip cannot be better: nobody looks for one. */
export const FORWARD_PAYS_FROM_S = 120;

/** A driver on a trip: what is left of it, and the route from its end to the next pickup, both by road. */
export interface ForwardLegs {
  readonly remainingS: number;
  readonly onwardS: number;
}

/** Seconds until a driver who still has a trip to end is at the next pickup. */
export function forwardEtaS({ remainingS, onwardS }: ForwardLegs): number {
  return remainingS + HANDOVER_S + onwardS;
}
