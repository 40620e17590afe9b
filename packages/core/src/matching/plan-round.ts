import { assign, type Edges } from "./assign.ts";
import { BestFirst } from "./best-first.ts";
import type { RoundCandidate } from "./round-candidate.ts";
import { DEFAULT_WEIGHTS, type MatchingWeights, scoreDriver } from "./score.ts";

/** `straight-line` and `road-eta` serve the orders one after the other; `batch` weighs them against one another. */
export const MATCHING_POLICIES = ["straight-line", "road-eta", "batch"] as const;
export type MatchingPolicy = (typeof MATCHING_POLICIES)[number];

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
  /** Best first, without those whom no road brings there in time; made when it is first read. */
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
  const scoreOf = policy === "straight-line" ? straightLine : byRoad(weights);
  const rankings = orders.map(({ candidates, waitedS }) => {
    return new BestFirst(candidates, { scoreOf, atMost: isTogether ? reachS(waitedS) : Infinity });
  });
  const chosen = isTogether ? assignTogether(orders, rankings, weights) : assignInTurn(orders, rankings);
  return orders.map(({ orderId }, index) => planOf(orderId, chosen[index] ?? null, rankings[index]));
}

/** The whole ranking is built only on request: sorting thousands of candidates costs more than the round. */
function planOf(orderId: string, driverId: string | null, best: BestFirst | undefined): OrderPlan {
  let ranking: RankedCandidate[] | undefined;
  return {
    orderId,
    driverId,
    get ranking() {
      ranking ??= Array.from({ length: best?.size ?? 0 }, (_, rank) => ({
        driverId: best?.driverAt(rank) ?? "",
        score: best?.scoreAt(rank) ?? Infinity,
        rank: rank + 1,
      }));
      return ranking;
    },
  };
}

/** Where orders compete, a car this far away is worth more to a nearer rider; the longer one waits, the farther it may be. */
const FIRST_REACH_S = 500;
const REACH_PER_WAITED_S = 2.5;

function reachS(waitedS: number): number {
  return FIRST_REACH_S + REACH_PER_WAITED_S * waitedS;
}

function straightLine({ distanceM }: RoundCandidate): number {
  return distanceM;
}

function byRoad(weights: MatchingWeights): (candidate: RoundCandidate) => number | null {
  return (candidate) => (candidate.etaS === null ? null : scoreDriver(candidate.etaS, candidate, weights));
}

/** Who has waited longest chooses first. */
function assignInTurn(orders: readonly RoundOrder[], rankings: readonly BestFirst[]): (string | null)[] {
  const chosen: (string | null)[] = orders.map(() => null);
  const taken = new Set<string>();
  const turns = orders.map((order, index) => ({ index, waitedS: order.waitedS }));
  for (const { index } of turns.toSorted((a, b) => b.waitedS - a.waitedS || a.index - b.index)) {
    const ranking = rankings[index];
    if (!ranking) continue;
    let rank = 0;
    while (rank < ranking.size && taken.has(ranking.driverAt(rank))) rank += 1;
    if (rank === ranking.size) continue;
    const driverId = ranking.driverAt(rank);
    taken.add(driverId);
    chosen[index] = driverId;
  }
  return chosen;
}

function assignTogether(
  orders: readonly RoundOrder[],
  rankings: readonly BestFirst[],
  weights: MatchingWeights,
): (string | null)[] {
  const driverIds: string[] = [];
  const columns = new Map<string, number>();
  const columnOf = (driverId: string): number => {
    let column = columns.get(driverId);
    if (column === undefined) {
      column = driverIds.push(driverId) - 1;
      columns.set(driverId, column);
    }
    return column;
  };
  const edges = rankings.map((ranking, index): Edges => {
    const waitedBonus = (orders[index]?.waitedS ?? 0) * weights.perRiderWaitS;
    const known: number[] = [];
    return {
      costAt: (rank) => ranking.scoreAt(rank) - waitedBonus,
      columnAt: (rank) => (known[rank] ??= columnOf(ranking.driverAt(rank))),
    };
  });
  return assign(edges).map((column) => (column === null ? null : (driverIds[column] ?? null)));
}
