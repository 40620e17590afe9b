import type { Enqueue, QueueCounts } from "@atlas/queue/catalog";
import type { Logger } from "pino";

export interface Queues extends AsyncDisposable {
  readonly enqueue: Enqueue;
  readonly queueCounts: () => Promise<readonly QueueCounts[]>;
}

/** Stands in until packages/queue has its producer. */
export function connectQueues(_redisUrl: string, _log: Logger): Queues {
  return {
    enqueue: () => Promise.reject(new Error("the queue has not landed yet")),
    queueCounts: () => Promise.resolve([]),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
