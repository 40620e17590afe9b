import type { Actor } from "@atlas/core/actor";
import { RateLimit } from "@atlas/services/limits/rate-limit";
import type { Redis } from "ioredis";

/**
 * Counts commands per user, over all gateways: 40 in four seconds, which is a burst of 40 and 10 a second. Service accounts, which act
 * for many, are not counted.
 * @throws DomainError RATE_LIMITED from the returned function
 */
export function createCommandLimit(redis: Redis): (actor: Actor) => Promise<void> {
  const message = "Too many requests at once. Wait a few seconds.";
  const limit = new RateLimit({ redis, name: "commands", max: 40, windowS: 4, message });
  return async ({ role, userId }) => {
    if (role !== "service") await limit.count(userId);
  };
}
