import type { Redis } from "ioredis";
import { RateLimit } from "../limits/rate-limit.ts";

/**
 * Attempts at an order's start PIN, of which there are five a minute: at that pace a driver who guesses needs more than a day
 * for the 10,000 PINs.
 */
export function createPinLimit(redis: Redis): (orderId: string) => Promise<void> {
  const message = "Too many attempts at the PIN. Try again in a minute.";
  const limit = new RateLimit({ redis, name: "start-pin", max: 5, windowS: 60, message });
  return (orderId) => limit.count(orderId);
}
