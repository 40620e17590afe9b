import { Redis } from "ioredis";

/**
 * `producer` fails fast while Redis is away, so that a caller can answer; `worker` waits for it to come back, however
 * long that takes.
 */
export type RedisUse = "producer" | "worker";

export interface ConnectRedisOptions {
  readonly use: RedisUse;
  /** Shown in CLIENT LIST. */
  readonly name: string;
  /** Called on every connection error; ioredis reconnects by itself. */
  readonly onError: (error: Error) => void;
}

const LONGEST_WAIT_MS = 2_000;

/** One connection to Redis for queues. The caller disconnects it. */
export function connectRedis(redisUrl: string, { use, name, onError }: ConnectRedisOptions): Redis {
  const redis = new Redis(redisUrl, {
    connectionName: name,
    maxRetriesPerRequest: use === "worker" ? null : 1,
    enableOfflineQueue: use === "worker",
    retryStrategy: (times) => Math.min(LONGEST_WAIT_MS, 50 * 2 ** Math.min(times, 6)),
  });
  redis.on("error", onError);
  return redis;
}
