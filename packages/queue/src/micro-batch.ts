export interface MicroBatchOptions<Item, Result> {
  /** Called with at most `maxItems`, one call at a time; answers a result for each, in their order. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly maxItems: number;
  /** How long the first item of a batch waits for others. */
  readonly maxWaitMs: number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers single items into batches: a batch leaves when it is full, when its first item has waited long enough, or as
 * soon as the one before it is done. One runs at a time, so under load the batches grow by themselves.
 */
export class MicroBatch<Item, Result> {
  readonly #options: MicroBatchOptions<Item, Result>;
  #waiting: Waiting<Item, Result>[] = [];
  #timer: NodeJS.Timeout | null = null;
  #isRunning = false;

  constructor(options: MicroBatchOptions<Item, Result>) {
    this.#options = options;
  }

  /** Resolves with the item's own result; rejects when its whole batch failed. */
  async add(item: Item): Promise<Result> {
    return await new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#waiting.length >= this.#options.maxItems) this.#leave();
      else this.#timer ??= setTimeout(() => this.#leave(), this.#options.maxWaitMs);
    });
  }

  #leave(): void {
    if (this.#isRunning || this.#waiting.length === 0) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const batch = this.#waiting.splice(0, this.#options.maxItems);
    this.#isRunning = true;
    void this.#run(batch).finally(() => {
      this.#isRunning = false;
      this.#leave();
    });
  }

  async #run(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#options.run(batch.map(({ item }) => item));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const result = results[index];
        if (result === undefined) reject(new Error("the batch answered fewer results than it had items"));
        else resolve(result);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
