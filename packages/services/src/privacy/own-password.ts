import { DomainError } from "@atlas/core/errors";
import type { Database } from "@atlas/db/connect";
import type { Redis } from "ioredis";
import type { OwnPasswordContext } from "../context.ts";
import { checkPassword } from "../identity/check-password.ts";
import { RateLimit } from "../limits/rate-limit.ts";

/**
 * Asks somebody who is signed in for the password once more, because a session alone is not the owner: five wrong ones of a session in a
 * quarter of an hour. `identityDb` acts as the auth library, `redis` is of the use `counter`.
 */
export function createOwnPasswordCheck(identityDb: Database, redis: Redis): OwnPasswordContext["checkOwnPassword"] {
  const message = "Too many attempts at the password. Try again later.";
  const limit = new RateLimit({ redis, name: "own-password", max: 5, windowS: 900, message });
  return async (actor, password) => {
    if (password === undefined) {
      throw new DomainError(
        "PASSWORD_REQUIRED",
        "This takes your password. Reload the page if it does not ask for it.",
      );
    }
    // Of the session, so that a thief of one uses up none of the owner's attempts.
    const key = actor.sessionId ?? actor.userId;
    await limit.count(key);
    await checkPassword(identityDb, actor, password);
    await limit.forgive(key);
  };
}
