import { RateLimit, type RateLimitOptions } from "./rate-limit.ts";

interface Purse {
  points: number;
  /** When its window ends, by `performance.now()`. */
  untilMs: number;
  /** The question to Redis that is under way. */
  taking: Promise<void> | null;
}

export interface BlockLimitOptions extends RateLimitOptions {
  /** So many points are taken from Redis at once; each process spends its own. */
  readonly block: number;
}

const MAX_PURSES = 50_000;

/**
 * A `RateLimit` for what comes too often for a round trip each time: a process takes points by the block and spends them by itself. What
 * it has not spent when the window ends is lost, so that of `max` points a key gets all but a block for each process that it asks.
 */
export class BlockLimit {
  readonly #limit: RateLimit;
  readonly #block: number;
  readonly #purses = new Map<string, Purse>();

  constructor({ block, ...options }: BlockLimitOptions) {
    this.#limit = new RateLimit(options);
    this.#block = block;
  }

  /** Counts so many points. @throws DomainError RATE_LIMITED with the seconds until the window ends */
  async count(key: string, points: number): Promise<void> {
    const purse = this.#purseOf(key);
    while (!spend(purse, points)) {
      purse.taking ??= this.#fill(key, purse, points).finally(() => {
        purse.taking = null;
      });
      await purse.taking;
    }
  }

  async #fill(key: string, purse: Purse, points: number): Promise<void> {
    const taken = Math.max(this.#block, points);
    const leftMs = await this.#limit.take(key, taken);
    const nowMs = performance.now();
    if (purse.untilMs <= nowMs) purse.points = 0;
    purse.points += taken;
    purse.untilMs = nowMs + leftMs;
  }

  #purseOf(key: string): Purse {
    const known = this.#purses.get(key);
    if (known !== undefined) return known;
    const purse = { points: 0, untilMs: 0, taking: null };
    this.#purses.set(key, purse);
    if (this.#purses.size > MAX_PURSES) {
      const [oldest] = this.#purses.keys();
      if (oldest !== undefined) this.#purses.delete(oldest);
    }
    return purse;
  }
}

function spend(purse: Purse, points: number): boolean {
  if (purse.untilMs <= performance.now() || purse.points < points) return false;
  purse.points -= points;
  return true;
}
