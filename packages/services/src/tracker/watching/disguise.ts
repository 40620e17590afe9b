import { hash, randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import { trackerKeys } from "../live-map/redis-keys.ts";

/** How long a car keeps its anonymous key: long enough to animate it, too short to follow a driver's day. */
const DISGUISE_TTL_S = 600;

/**
 * The city's current secret behind anonymous car keys, shared by all gateways through Redis; a new one every ten minutes.
 */
export async function currentDisguise(redis: Redis, cityId: string): Promise<string> {
  const key = trackerKeys(cityId).disguise;
  const known = await redis.get(key);
  if (known !== null) return known;
  const fresh = randomBytes(16).toString("base64url");
  const won = await redis.set(key, fresh, "EX", DISGUISE_TTL_S, "NX");
  return won === "OK" ? fresh : ((await redis.get(key)) ?? fresh);
}

/** A key that tells a car from the others and says nothing about its driver. */
export function disguisedKey(disguise: string, driverId: string): string {
  return hash("sha256", `${disguise}:${driverId}`, "base64url").slice(0, 12);
}

/** One secret's keys, worked out once a driver however many watch. */
export class Disguise {
  readonly secret: string;
  readonly #keys = new Map<string, string>();

  constructor(secret: string) {
    this.secret = secret;
  }

  keyOf(driverId: string): string {
    const known = this.#keys.get(driverId);
    if (known !== undefined) return known;
    const key = disguisedKey(this.secret, driverId);
    this.#keys.set(driverId, key);
    return key;
  }
}
