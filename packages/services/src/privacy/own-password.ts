import type { Actor } from "@atlas/core/actor";
import type { Database } from "@atlas/db/connect";
import type { Redis } from "ioredis";
import { checkPassword } from "../identity/check-password.ts";
import { RateLimit } from "../limits/rate-limit.ts";

/**
 * Asks somebody who is signed in for the password once more, because a session alone is not the owner: five attempts in a quarter of an
 * hour. `identityDb` acts as the auth library, `redis` is of the use `counter`.
 */
export function createOwnPasswordCheck(
  identityDb: Database,
  redis: Redis,
): (actor: Actor, password: string) => Promise<void> {
  const message = "Too many attempts at the password. Try again later.";
  const limit = new RateLimit({ redis, name: "own-password", max: 5, windowS: 900, message });
  return async (actor, password) => {
    await limit.count(actor.userId);
    await checkPassword(identityDb, actor, password);
  };
}
