export interface ReadOptions {
  /** Somebody was told of a change and waits for it; false when it is only time to look again. */
  readonly isUrgent: boolean;
}

interface Waiting<K, V> {
  readonly key: K;
  readonly resolve: (value: V) => void;
  readonly reject: (error: unknown) => void;
}

/** How long a read that is not urgent waits for others. */
const GATHER_MS = 250;
const MAX_KEYS = 500;

/**
 * Answers many single reads with few queries: those that come in one turn of the event loop or while a query is under way
 * share the next, and those without haste wait for company. A read never shares a query that began before it was asked.
 */
export class CombinedReads<K, V> {
  readonly #load: (keys: readonly K[]) => Promise<(key: K) => V>;
  #waiting: Waiting<K, V>[] = [];
  #isLoading = false;
  #isUrgent = false;
  #timer: NodeJS.Timeout | undefined;

  /** `load` reads all keys at once and answers where to find the value of each. */
  constructor(load: (keys: readonly K[]) => Promise<(key: K) => V>) {
    this.#load = load;
  }

  /** What `load` finds for the key; rejects with its error. */
  async read(key: K, { isUrgent }: ReadOptions): Promise<V> {
    return await new Promise<V>((resolve, reject) => {
      this.#waiting.push({ key, resolve, reject });
      if (isUrgent || this.#waiting.length >= MAX_KEYS) this.#hurry();
      else this.#timer ??= setTimeout(() => this.#hurry(), GATHER_MS);
    });
  }

  #hurry(): void {
    if (this.#isUrgent) return;
    this.#isUrgent = true;
    if (!this.#isLoading) setImmediate(() => void this.#run());
  }

  async #run(): Promise<void> {
    this.#isLoading = true;
    while (this.#isUrgent) {
      const batch = this.#waiting.splice(0, MAX_KEYS);
      this.#isUrgent = this.#waiting.length > 0;
      if (!this.#isUrgent) {
        clearTimeout(this.#timer);
        this.#timer = undefined;
      }
      await this.#answer(batch);
    }
    this.#isLoading = false;
  }

  async #answer(batch: readonly Waiting<K, V>[]): Promise<void> {
    try {
      const valueOf = await this.#load([...new Set(batch.map(({ key }) => key))]);
      for (const { key, resolve } of batch) resolve(valueOf(key));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
