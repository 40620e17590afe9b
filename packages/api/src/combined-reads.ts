import { MicroBatcher } from "@atlas/services/batching/micro-batcher";

export interface ReadOptions {
  /** A client was notified of a change and waits for it; false for a periodic check. */
  readonly isUrgent: boolean;
}

/** How long a read that is not urgent waits for others. */
const GATHER_MS = 250;
const MAX_KEYS = 500;

/**
 * Serves many single reads with few queries: those that come in one turn of the event loop or while a query is running
 * share the next, and those without haste wait for company. A read never shares a query that began before it was asked.
 */
export class CombinedReads<K, V> {
  readonly #reads: MicroBatcher<K, V>;

  /** `load` reads all keys at once and returns where to find the value of each. */
  constructor(load: (keys: readonly K[]) => Promise<(key: K) => V>) {
    this.#reads = new MicroBatcher({
      maxItems: MAX_KEYS,
      maxInFlight: 1,
      lingerMs: GATHER_MS,
      async run(keys) {
        const valueOf = await load([...new Set(keys)]);
        return keys.map(valueOf);
      },
    });
  }

  /** What `load` finds for the key; rejects with its error. */
  async read(key: K, { isUrgent }: ReadOptions): Promise<V> {
    return await this.#reads.add(key, { isUrgent });
  }
}
