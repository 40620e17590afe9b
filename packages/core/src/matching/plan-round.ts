import { assign, type Edge } from "./assign.ts";
import { DEFAULT_WEIGHTS, type MatchingWeights, scoreDriver } from "./score.ts";

/** `straight-line` and `road-eta` serve the orders one after the other; `batch` weighs them against one another. */
export const MATCHING_POLICIES = ["straight-line", "road-eta", "batch"] as const;
export type MatchingPolicy = (typeof MATCHING_POLICIES)[number];

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

export interface RoundOrder {
  readonly orderId: string;
  /** How long the rider has waited for a driver. */
  readonly waitedS: number;
  readonly candidates: readonly RoundCandidate[];
}

export interface RankedCandidate {
  readonly driverId: string;
  /** Cost in seconds; the lowest is rank 1. */
  readonly score: number;
  readonly rank: number;
}

export interface OrderPlan {
  readonly orderId: string;
  /** Who is to be asked first, or null when every candidate went to another order of the round, or there is none. */
  readonly driverId: string | null;
  /** Best first, without those whom no road brings there in time. */
  readonly ranking: readonly RankedCandidate[];
}

export interface PlanOptions {
  readonly policy?: MatchingPolicy;
  readonly weights?: MatchingWeights;
}

/** Decides who is asked for each order of a round. No driver is planned twice. Pure: the same input, the same plan. */
export function planRound(orders: readonly RoundOrder[], options: PlanOptions = {}): OrderPlan[] {
  const policy = options.policy ?? "batch";
  const weights = options.weights ?? DEFAULT_WEIGHTS;
  const isTogether = policy === "batch" && orders.length > 1;
  const rankings = orders.map((order) => {
    const ranking = rank(order, policy, weights);
    return isTogether ? ranking.filter(({ score }) => score <= reachS(order.waitedS)) : ranking;
  });
  const chosen = isTogether ? assignTogether(orders, rankings, weights) : assignInTurn(orders, rankings);
  return orders.map((order, index) => ({
    orderId: order.orderId,
    driverId: chosen[index] ?? null,
    ranking: rankings[index] ?? [],
  }));
}

/** Where orders compete, a car this far away is worth more to a nearer rider; the longer one waits, the farther it may be. */
const FIRST_REACH_S = 500;
const REACH_PER_WAITED_S = 2.5;

function reachS(waitedS: number): number {
  return FIRST_REACH_S + REACH_PER_WAITED_S * waitedS;
}

function rank(order: RoundOrder, policy: MatchingPolicy, weights: MatchingWeights): RankedCandidate[] {
  return order.candidates
    .flatMap((candidate) => {
      const { driverId, etaS, distanceM } = candidate;
      if (policy === "straight-line") return [{ driverId, score: distanceM }];
      return etaS === null ? [] : [{ driverId, score: scoreDriver({ ...candidate, etaS }, weights) }];
    })
    .toSorted((a, b) => a.score - b.score || (a.driverId < b.driverId ? -1 : 1))
    .map((scored, index) => ({ ...scored, rank: index + 1 }));
}

/** Who has waited longest chooses first. */
function assignInTurn(
  orders: readonly RoundOrder[],
  rankings: readonly (readonly RankedCandidate[])[],
): (string | null)[] {
  const chosen: (string | null)[] = orders.map(() => null);
  const taken = new Set<string>();
  const turns = orders.map((order, index) => ({ index, waitedS: order.waitedS }));
  for (const { index } of turns.toSorted((a, b) => b.waitedS - a.waitedS || a.index - b.index)) {
    const best = rankings[index]?.find(({ driverId }) => !taken.has(driverId));
    if (!best) continue;
    taken.add(best.driverId);
    chosen[index] = best.driverId;
  }
  return chosen;
}

function assignTogether(
  orders: readonly RoundOrder[],
  rankings: readonly (readonly RankedCandidate[])[],
  weights: MatchingWeights,
): (string | null)[] {
  const driverIds: string[] = [];
  const columnOf = new Map<string, number>();
  const edges = rankings.map((ranking, index) => {
    const waitedBonus = (orders[index]?.waitedS ?? 0) * weights.perRiderWaitS;
    return ranking.map(({ driverId, score }): Edge => {
      let column = columnOf.get(driverId);
      if (column === undefined) {
        column = driverIds.push(driverId) - 1;
        columnOf.set(driverId, column);
      }
      return { column, cost: score - waitedBonus };
    });
  });
  return assign(edges).map((column) => (column === null ? null : (driverIds[column] ?? null)));
}
