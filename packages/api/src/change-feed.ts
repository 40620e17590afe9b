/** What a watcher wants to hear of: everything about one order, one user (rider or driver), a city's orders, its alerts, or what waits there for a second operator. */
export type Topic =
  | `order:${string}`
  | `user:${string}`
  | `city-orders:${string}`
  | `city-alerts:${string}`
  | `city-approvals:${string}`;

/**
 * That something changed after a commit, as this process hears of it. It never says what the new state is, and a
 * message may be lost: watchers read the truth again, and do so on a timer as well.
 */
export interface ChangeFeed {
  /** Calls `listener` for every change of the topic until the returned function is called. */
  listen(topic: Topic, listener: (change: Change) => void): () => void;
}

export interface Change {
  /** The order concerned, when there is one. */
  readonly orderId: string | null;
}
