import { DomainError } from "@atlas/core/errors";
import type { ServiceContext } from "../context.ts";

const ATTEMPTS = 5;
const WINDOW_S = 60;

/**
 * Counts an attempt at an order's start PIN, of which there are five a minute: at that pace a driver who guesses needs
 * more than a day for the 10,000 PINs. Counted before the PIN is looked at, so that attempts at once gain nothing.
 * @throws DomainError RATE_LIMITED
 */
export async function countPinAttempt(
  ctx: Pick<ServiceContext, "redis">,
  order: { readonly id: string; readonly cityId: string },
): Promise<void> {
  const key = `atlas:{${order.cityId}}:pin-attempts:${order.id}`;
  const answers = await ctx.redis.multi().incr(key).expire(key, WINDOW_S, "NX").exec();
  if (Number(answers?.[0]?.[1]) > ATTEMPTS) {
    throw new DomainError("RATE_LIMITED", "Too many attempts at the PIN. Try again in a minute.");
  }
}
