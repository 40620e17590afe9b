import { createHash } from "node:crypto";
import { RateLimit } from "@atlas/services/limits/rate-limit";
import type { Redis } from "ioredis";

export interface SignInAttempt {
  readonly address: string;
  /** Lower case; null when the body has none. */
  readonly email: string | null;
}

/**
 * Slows down guessing of passwords: 100 attempts a minute from one address, 10 in five minutes for one account, over all
 * gateways.
 */
export class SignInLimit {
  readonly #perAddress: RateLimit;
  readonly #perAccount: RateLimit;

  constructor(redis: Redis) {
    const message = "Too many attempts to sign in. Wait a while and try again.";
    this.#perAddress = new RateLimit({ redis, name: "sign-in-address", max: 100, windowS: 60, message });
    this.#perAccount = new RateLimit({ redis, name: "sign-in-account", max: 10, windowS: 300, message });
  }

  /** Counts an attempt. @throws DomainError RATE_LIMITED */
  async count({ address, email }: SignInAttempt): Promise<void> {
    const counted = [this.#perAddress.count(address)];
    if (email !== null) counted.push(this.#perAccount.count(accountKey(email)));
    await Promise.all(counted);
  }

  /** A success forgives the account's failed attempts. */
  async forgive(email: string): Promise<void> {
    await this.#perAccount.forgive(accountKey(email));
  }
}

/** E-mail addresses do not stand in Redis as they are. */
function accountKey(email: string): string {
  return createHash("sha256").update(email).digest("base64url");
}
