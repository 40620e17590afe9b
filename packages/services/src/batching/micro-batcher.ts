export interface MicroBatcherOptions<I, O> {
  /** Does all of a batch; the outcomes stand in the order of the items. What it rejects with, every item of the batch gets. */
  readonly run: (items: readonly I[]) => Promise<readonly O[]>;
  readonly maxItems: number;
  /** Batches at once; while they are under way, the next one gathers. No limit when left out. */
  readonly maxInFlight?: number;
  /** How long an item waits for company. Until the end of this turn of the event loop when left out. */
  readonly lingerMs?: number;
  /** Whether a batch that has failed so is tried again item by item, so that nobody's failure is another's. Never when left out. */
  readonly isOneItemsFault?: (error: unknown) => boolean;
}

export interface AddOptions {
  /** It does not wait for company, and who waits goes along. */
  readonly isUrgent?: boolean;
}

interface Waiting<I, O> {
  readonly item: I;
  readonly resolve: (outcome: O) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers what is asked one by one and does it in batches: what comes in one turn of the event loop, within `lingerMs`, or
 * while `maxInFlight` batches are in flight, goes together. An item never joins a batch that has begun before it came.
 */
export class MicroBatcher<I, O> implements AsyncDisposable {
  readonly #options: MicroBatcherOptions<I, O>;
  readonly #running = new Set<Promise<void>>();
  #waiting: Waiting<I, O>[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** Those who wait have waited long enough. */
  #isDue = false;
  #isScheduled = false;

  constructor(options: MicroBatcherOptions<I, O>) {
    this.#options = options;
  }

  /** The item's own outcome. @throws whatever kept its batch from being done */
  async add(item: I, { isUrgent = false }: AddOptions = {}): Promise<O> {
    const { promise, resolve, reject } = Promise.withResolvers<O>();
    this.#waiting.push({ item, resolve, reject });
    const { lingerMs, maxItems } = this.#options;
    if (lingerMs === undefined || isUrgent || this.#waiting.length >= maxItems) this.#hurry();
    else this.#timer ??= setTimeout(() => this.#hurry(), lingerMs);
    return await promise;
  }

  /** Does what waits, and waits for what is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    while (this.#waiting.length > 0 || this.#running.size > 0) {
      this.#isDue = true;
      this.#start();
      await Promise.all(this.#running);
    }
  }

  /** At the end of this turn of the event loop: whatever else arrives in it goes along. */
  #hurry(): void {
    this.#isDue = true;
    if (this.#isScheduled || this.#isBusy()) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#start();
    });
  }

  #isBusy(): boolean {
    return this.#running.size >= (this.#options.maxInFlight ?? Infinity);
  }

  #start(): void {
    while (this.#isDue && this.#waiting.length > 0 && !this.#isBusy()) {
      const batch = this.#waiting.splice(0, this.#options.maxItems);
      if (this.#waiting.length === 0) this.#rest();
      const running = this.#settle(batch).finally(() => {
        this.#running.delete(running);
        if (this.#isDue) this.#hurry();
      });
      this.#running.add(running);
    }
  }

  #rest(): void {
    this.#isDue = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #settle(batch: readonly Waiting<I, O>[]): Promise<void> {
    try {
      const outcomes = await this.#options.run(batch.map(({ item }) => item));
      if (outcomes.length !== batch.length) throw new Error(`${outcomes.length} outcomes for ${batch.length} items`);
      for (const [index, outcome] of outcomes.entries()) batch[index]?.resolve(outcome);
    } catch (error) {
      if (batch.length === 1 || this.#options.isOneItemsFault?.(error) !== true) {
        for (const { reject } of batch) reject(error);
        return;
      }
      for (const alone of batch) await this.#settle([alone]);
    }
  }
}
