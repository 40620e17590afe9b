/** How much each concern counts beside the road time to the pickup; all in seconds of it. */
export interface MatchingWeights {
  /** Taken off for each minute that the driver has waited for a trip. */
  readonly perIdleMinuteS: number;
  /** The most that waiting takes off, so that fairness never sends a car across the city. */
  readonly maxIdleS: number;
  /** Added for a driver who never accepts, and proportionally less for one who often does. */
  readonly refusalS: number;
  /** Taken off for each second that the rider has waited: who has waited longest is served first when cars are scarce. */
  readonly perRiderWaitS: number;
}

export const DEFAULT_WEIGHTS: MatchingWeights = {
  perIdleMinuteS: 2,
  maxIdleS: 60,
  refusalS: 45,
  perRiderWaitS: 0.5,
};

/** What is known of a driver who could take an order. */
export interface ScoredDriver {
  readonly idleS: number;
  readonly offersSeen: number;
  readonly offersAccepted: number;
}

/** Two imagined offers, both accepted: a newcomer is trusted and one refusal does not ruin a driver. */
const PRIOR_OFFERS = 2;

/** The cost, in seconds, of sending this driver, who is `etaS` seconds by road from the pickup; the lowest is asked first. */
export function scoreDriver(etaS: number, driver: ScoredDriver, weights: MatchingWeights = DEFAULT_WEIGHTS): number {
  const idleBonusS = Math.min(weights.maxIdleS, (Math.max(0, driver.idleS) / 60) * weights.perIdleMinuteS);
  const acceptance = (driver.offersAccepted + PRIOR_OFFERS) / (driver.offersSeen + PRIOR_OFFERS);
  return etaS - idleBonusS + (1 - Math.min(1, acceptance)) * weights.refusalS;
}
