import type { Patience } from "./waiting-line.ts";

/**
 * What is asked of a server, the most important first: moves of a running trip (offers, pick-ups, cancellations), other
 * commands (orders, payments), queries (quotes, searches, lists), and bulk reads (exports, proofs of the books).
 */
export const TRAFFIC_CLASSES = ["move", "command", "query", "bulk"] as const;

export type TrafficClass = (typeof TRAFFIC_CLASSES)[number];

/**
 * Up to which share of the limit a class is admitted, counting everything in flight. What a class may not use is kept
 * free for those above it.
 */
export const LIMIT_SHARE: Readonly<Record<TrafficClass, number>> = { move: 1, command: 0.8, query: 0.6, bulk: 0.2 };

/**
 * How many of a class are admitted in any case, as a share of the least limit, counting its own calls only: where one class
 * hangs, on a locked table or a full pool, the others have connections of their own, and go on.
 */
export const OWN_SHARE: Readonly<Record<TrafficClass, number>> = { move: 0.25, command: 0.25, query: 0.25, bulk: 0 };

/** How long a call of a class waits for room. A move is worth a wait: what it waits for is taken by those below it. */
export const PATIENCE: Readonly<Record<TrafficClass, Patience>> = {
  move: { burstMs: 500, standingMs: 250 },
  command: { burstMs: 200, standingMs: 50 },
  query: { burstMs: 100, standingMs: 10 },
  bulk: { burstMs: 100, standingMs: 10 },
};
