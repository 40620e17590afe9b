import { createHash } from "node:crypto";
import { DomainError } from "@atlas/core/errors";
import type { Redis } from "ioredis";

const PER_ADDRESS = { max: 100, windowS: 60 };
const PER_ACCOUNT = { max: 10, windowS: 300 };

/** INCR with a lifetime from the first hit, in one step. */
const COUNT = `local n = redis.call("INCR", KEYS[1])
if n == 1 then redis.call("EXPIRE", KEYS[1], ARGV[1]) end
return n`;

export interface SignInAttempt {
  readonly address: string;
  /** Lower case; null when the body has none. */
  readonly email: string | null;
}

/**
 * Slows down guessing of passwords: 100 attempts a minute from one address, 10 in five minutes for one account. Shared
 * by all gateways through Redis.
 */
export class SignInLimit {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** Counts an attempt. @throws DomainError RATE_LIMITED */
  async count({ address, email }: SignInAttempt): Promise<void> {
    const [byAddress, byAccount] = await Promise.all([
      this.#increment(addressKey(address), PER_ADDRESS.windowS),
      email === null ? 0 : this.#increment(accountKey(email), PER_ACCOUNT.windowS),
    ]);
    if (byAddress > PER_ADDRESS.max || byAccount > PER_ACCOUNT.max) {
      throw new DomainError("RATE_LIMITED", "Too many attempts to sign in. Wait five minutes and try again.");
    }
  }

  /** A success forgives the account's failed attempts. */
  async forgive(email: string): Promise<void> {
    await this.#redis.del(accountKey(email));
  }

  async #increment(key: string, windowS: number): Promise<number> {
    return Number(await this.#redis.eval(COUNT, 1, key, windowS));
  }
}

function addressKey(address: string): string {
  return `atlas:{sign-in}:address:${address}`;
}

/** E-mail addresses do not stand in Redis as they are. */
function accountKey(email: string): string {
  return `atlas:{sign-in}:account:${createHash("sha256").update(email).digest("base64url")}`;
}
