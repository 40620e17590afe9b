/** Less than the concurrency of `driver-gps` in the catalog: the map always finds a slot. */
const MAX_WAITING = 24;
const MAX_WAIT_MS = 5_000;

export interface ArchiveWaitsOptions {
  readonly maxWaiting?: number;
  readonly maxWaitMs?: number;
}

/**
 * Lets jobs whose pings are on the map wait until they are in the history too: a job that is not completed is taken over
 * when its worker dies. But the map comes first: when the archive is slow or away, a job waits for `maxWaitMs` at most, and
 * the one that has waited longest makes room for the next beyond `maxWaiting`. Its pings then stand in the archive's buffer only.
 */
export class ArchiveWaits {
  readonly #options: Required<ArchiveWaitsOptions>;
  /** Oldest first. */
  readonly #waiting = new Set<() => void>();

  constructor(options: ArchiveWaitsOptions = {}) {
    this.#options = { maxWaiting: MAX_WAITING, maxWaitMs: MAX_WAIT_MS, ...options };
  }

  /** True when the archive has dealt with the pings, false when the job gave up waiting for it. */
  async until(archived: Promise<boolean>): Promise<boolean> {
    const { promise: hurried, resolve } = Promise.withResolvers<false>();
    const giveUp = (): void => resolve(false);
    const timer = setTimeout(giveUp, this.#options.maxWaitMs);
    this.#waiting.add(giveUp);
    if (this.#waiting.size > this.#options.maxWaiting) this.#hurryOldest();
    try {
      return await Promise.race([archived.then(() => true), hurried]);
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(giveUp);
    }
  }

  #hurryOldest(): void {
    const [oldest] = this.#waiting;
    if (oldest === undefined) return;
    this.#waiting.delete(oldest);
    oldest();
  }
}
