import type { Database } from "@atlas/db/connect";
import { acceptsWrites } from "@atlas/queue/accepts-writes";
import { clockState } from "@atlas/services/clock/database-clock";
import { sql } from "drizzle-orm";
import { Hono } from "hono";
import type { Redis } from "ioredis";
import type { GatewayEnv } from "./gateway-env.ts";

const PATIENCE_MS = 2_000;

export interface HealthRoutes {
  readonly db: Database;
  readonly redis: Redis;
  /** How far the machine's clock is ahead of the database's. */
  readonly clockOffsetMs: () => number;
  /** From then on the gateway takes no new clients. */
  readonly isStopping: () => boolean;
}

/**
 * `/healthz` (the process lives), `/readyz` (it can serve: Postgres replies and Redis accepts a write, each on a connection
 * that nothing else uses, so a table that somebody has locked takes no gateway out of service).
 */
export function healthRoutes({ db, redis, clockOffsetMs, isStopping }: HealthRoutes): Hono<GatewayEnv> {
  return new Hono<GatewayEnv>()
    .get("/healthz", (c) => c.json({ status: "ok" }))
    .get("/readyz", async (c) => {
      const [postgresOk, redisOk] = await Promise.all([
        isReachable(() => db.execute(sql`SELECT 1`)),
        acceptsWrites(redis),
      ]);
      const isReady = postgresOk && redisOk && !isStopping();
      return c.json(
        {
          status: isReady ? "ready" : "unready",
          postgres: postgresOk,
          redis: redisOk,
          stopping: isStopping(),
          ...clockState(clockOffsetMs()),
        },
        isReady ? 200 : 503,
      );
    });
}

async function isReachable(ask: () => PromiseLike<unknown>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), PATIENCE_MS);
  // Once more, on a new connection: that this one has died says nothing of the server.
  Promise.resolve(ask())
    .catch(() => ask())
    .then(
      () => resolve(true),
      () => resolve(false),
    );
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
