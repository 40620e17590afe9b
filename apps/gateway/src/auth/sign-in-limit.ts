import { createHash } from "node:crypto";
import { RateLimit } from "@atlas/services/limits/rate-limit";
import type { Redis } from "ioredis";
import { addressPrefix } from "./address-prefix.ts";

export interface SignInAttempt {
  readonly address: string;
  /** Lower case; null when the body has none. */
  readonly email: string | null;
  /** The hash of a device on which this account has signed in before; null for any other. */
  readonly device?: string | null;
}

/**
 * Slows down guessing of passwords, over all gateways, so that a stranger cannot keep the owner out: attempts count for an account at
 * one address, 10 in a quarter of an hour. Guessing from many addresses is bounded by the account's 100 an hour. A device on which
 * the account has signed in before is counted alone, 10 in a quarter of an hour, wherever it is and whatever others try.
 */
export class SignInLimit {
  readonly #perAddress: RateLimit;
  readonly #perAccountAtAddress: RateLimit;
  readonly #perAccount: RateLimit;
  readonly #perDevice: RateLimit;

  constructor(redis: Redis) {
    const message = "Too many attempts to sign in. Wait a while and try again.";
    const limit = (name: string, max: number, windowS: number): RateLimit =>
      new RateLimit({ redis, name, max, windowS, message });
    this.#perAddress = limit("sign-in-address", 100, 60);
    this.#perAccountAtAddress = limit("sign-in-account-address", 10, 900);
    this.#perAccount = limit("sign-in-strangers", 100, 3_600);
    this.#perDevice = limit("sign-in-device", 10, 900);
  }

  /** Counts an attempt before it is made. @throws DomainError RATE_LIMITED */
  async count({ address, email, device = null }: SignInAttempt): Promise<void> {
    if (email !== null && device !== null) return await this.#perDevice.count(keyOf(email, device));
    const prefix = addressPrefix(address);
    await this.#perAddress.count(prefix);
    if (email === null) return;
    // One after the other: who is refused at their own address does not use up what all strangers share.
    await this.#perAccountAtAddress.count(keyOf(email, prefix));
    await this.#perAccount.count(keyOf(email));
  }

  /** A success forgives failures where it was made, and takes back its own attempt from what strangers share. */
  async forgive({ address, email, device = null }: SignInAttempt): Promise<void> {
    if (email === null) return;
    if (device !== null) return await this.#perDevice.forgive(keyOf(email, device));
    await this.#perAccountAtAddress.forgive(keyOf(email, addressPrefix(address)));
    await this.#perAccount.giveBack(keyOf(email));
  }
}

/** E-mail addresses do not stand in Redis as they are. */
export function keyOf(email: string, where = ""): string {
  return createHash("sha256").update(`${email}\n${where}`).digest("base64url");
}
