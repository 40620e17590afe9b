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

/** Of a key, by `performance.now()`. */
interface Refusal {
  /** Until then it stands without asking Redis. */
  readonly askAgainMs: number;
  /** When the window ends. */
  readonly untilMs: number;
}

const ASK_AGAIN_MS = 1_000;
const MAX_REFUSALS = 10_000;

/**
 * Counts per key in Redis, so that all processes share one count, with one round trip for each. While Redis cannot be asked the
 * process counts by itself. What has been refused is refused without asking for a second: then a process hears that another one has
 * forgiven it.
 */
export class RateLimit {
  readonly #limiter: RateLimiterRedis;
  readonly #message: string;
  readonly #refusals = new Map<string, Refusal>();

  constructor({ redis, name, max, windowS, message }: RateLimitOptions) {
    const window = { keyPrefix: `atlas:limit:${name}`, points: max, duration: windowS };
    this.#limiter = new RateLimiterRedis({
      ...window,
      storeClient: redis,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory(window),
    });
    this.#message = message;
  }

  /** Counts one. @throws DomainError RATE_LIMITED with the seconds until the window ends */
  async count(key: string): Promise<void> {
    await this.take(key, 1);
  }

  /** Counts so many at once and returns for how long the window goes on, ms. @throws DomainError as `count` */
  async take(key: string, points: number): Promise<number> {
    const nowMs = performance.now();
    const refusal = this.#refusals.get(key);
    if (refusal !== undefined && nowMs < refusal.askAgainMs) throw this.#refused(refusal.untilMs - nowMs);
    try {
      const { msBeforeNext } = await this.#limiter.consume(key, points);
      if (refusal !== undefined) this.#refusals.delete(key);
      return msBeforeNext;
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      this.#remember(key, { askAgainMs: nowMs + ASK_AGAIN_MS, untilMs: nowMs + error.msBeforeNext });
      throw this.#refused(error.msBeforeNext);
    }
  }

  /** Takes one back. */
  async giveBack(key: string): Promise<void> {
    await this.#limiter.reward(key);
    this.#refusals.delete(key);
  }

  /** Begins a new count. */
  async forgive(key: string): Promise<void> {
    await this.#limiter.delete(key);
    this.#refusals.delete(key);
  }

  #refused(waitMs: number): DomainError {
    return new DomainError("RATE_LIMITED", this.#message, { retryAfterS: Math.max(1, Math.ceil(waitMs / 1_000)) });
  }

  #remember(key: string, refusal: Refusal): void {
    this.#refusals.delete(key);
    this.#refusals.set(key, refusal);
    if (this.#refusals.size <= MAX_REFUSALS) return;
    const [oldest] = this.#refusals.keys();
    if (oldest !== undefined) this.#refusals.delete(oldest);
  }
}
