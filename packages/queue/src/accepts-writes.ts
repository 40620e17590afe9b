import type { Redis } from "ioredis";

const PROBE_KEY = "atlas:probe";
const PROBE_KEPT_MS = 60_000;

/**
 * Whether Redis replies and accepts a write. One at `maxmemory`, a replica, and one that cannot write its log to disk all
 * reply to PING and serve no trip. Rejects for nothing; `redis` is a connection whose commands time out.
 */
export async function acceptsWrites(redis: Redis): Promise<boolean> {
  try {
    return (await redis.set(PROBE_KEY, "1", "PX", PROBE_KEPT_MS)) === "OK";
  } catch {
    return false;
  }
}
