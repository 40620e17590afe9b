import { hash, randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import { trackerKeys } from "../live-map/redis-keys.ts";

/** How long a car keeps its anonymous key: long enough to animate it, too short to follow a driver's day. */
const KEY_SECRET_TTL_S = 600;

/**
 * The city's current secret behind anonymous car keys, shared by all gateways through Redis; a new one every ten minutes.
 */
export async function currentKeySecret(redis: Redis, cityId: string): Promise<string> {
  const key = trackerKeys(cityId).keySecret;
  const known = await redis.get(key);
  if (known !== null) return known;
  const fresh = randomBytes(16).toString("base64url");
  const won = await redis.set(key, fresh, "EX", KEY_SECRET_TTL_S, "NX");
  return won === "OK" ? fresh : ((await redis.get(key)) ?? fresh);
}

/** A key that tells a car from the others and says nothing about its driver. */
export function anonymousKey(secret: string, driverId: string): string {
  return hash("sha256", `${secret}:${driverId}`, "base64url").slice(0, 12);
}

/** One secret's keys, computed once per driver for any number of watchers. */
export class AnonymousKeys {
  readonly secret: string;
  readonly #keys = new Map<string, string>();

  constructor(secret: string) {
    this.secret = secret;
  }

  keyOf(driverId: string): string {
    const known = this.#keys.get(driverId);
    if (known !== undefined) return known;
    const key = anonymousKey(this.secret, driverId);
    this.#keys.set(driverId, key);
    return key;
  }
}
