import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";

const BURST = 40;
const PER_SECOND = 10;
const MAX_USERS = 100_000;

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

/**
 * Counts commands per user: a bucket of 40 that refills at 10 a second. Service accounts, which act for many, are not
 * counted. Per process: with several gateways a user who spreads over them gets as many buckets.
 * @throws DomainError RATE_LIMITED from the returned function
 */
export function createCommandLimit(nowMs: () => number): (actor: Actor) => void {
  const buckets = new Map<string, Bucket>();
  return (actor) => {
    if (actor.role === "service") return;
    const now = nowMs();
    const bucket = buckets.get(actor.userId) ?? { tokens: BURST, filledAtMs: now };
    const tokens = Math.min(BURST, bucket.tokens + ((now - bucket.filledAtMs) / 1_000) * PER_SECOND);
    if (tokens < 1) throw new DomainError("RATE_LIMITED", "Too many requests at once. Wait a few seconds.");
    // Re-inserted at the end, so that the first key is the one unused for longest.
    buckets.delete(actor.userId);
    buckets.set(actor.userId, { tokens: tokens - 1, filledAtMs: now });
    if (buckets.size <= MAX_USERS) return;
    const [oldest] = buckets.keys();
    if (oldest !== undefined) buckets.delete(oldest);
  };
}
