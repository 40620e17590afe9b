import { DomainError } from "@atlas/core/errors";
import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";

export interface RateLimitOptions {
  /** Of the use `counter`, so that a Redis that says nothing costs a caller a quarter of a second. */
  readonly redis: Redis;
  /** What is counted: part of the key. */
  readonly name: string;
  /** So many in a window, which begins with the first and lasts `windowS`. */
  readonly max: number;
  readonly windowS: number;
  /** The sentence of the refusal. */
  readonly message: string;
}

/**
 * Counts per key in Redis, so that all processes share one count, with one round trip for each. While Redis cannot be asked the
 * process counts by itself. What has been refused is refused without asking until its window ends.
 */
export class RateLimit {
  readonly #limiter: RateLimiterRedis;
  readonly #message: string;

  constructor({ redis, name, max, windowS, message }: RateLimitOptions) {
    const window = { keyPrefix: `atlas:limit:${name}`, points: max, duration: windowS };
    this.#limiter = new RateLimiterRedis({
      ...window,
      storeClient: redis,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory(window),
      inMemoryBlockOnConsumed: max + 1,
    });
    this.#message = message;
  }

  /** Counts one. @throws DomainError RATE_LIMITED with the seconds until the window ends */
  async count(key: string): Promise<void> {
    await this.take(key, 1);
  }

  /** Counts so many at once and returns for how long the window goes on, ms. @throws DomainError as `count` */
  async take(key: string, points: number): Promise<number> {
    try {
      return (await this.#limiter.consume(key, points)).msBeforeNext;
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const retryAfterS = Math.max(1, Math.ceil(error.msBeforeNext / 1_000));
      throw new DomainError("RATE_LIMITED", this.#message, { retryAfterS });
    }
  }

  /** Takes one back. */
  async giveBack(key: string): Promise<void> {
    await this.#limiter.reward(key);
  }

  /** Begins a new count. */
  async forgive(key: string): Promise<void> {
    await this.#limiter.delete(key);
  }
}
