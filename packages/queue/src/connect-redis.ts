import { Redis, type RedisOptions } from "ioredis";

/**
 * What a connection is for. `command` and `producer` fail within two seconds, so that a caller gets an error; a producer
 * does not queue either. A `counter` fails within a quarter of a second: who counts can go on without it. `subscriber` and
 * `consumer` wait for Redis to come back, however long that takes.
 */
export type RedisUse = "command" | "producer" | "counter" | "subscriber" | "consumer";

export interface ConnectRedisOptions {
  readonly use: RedisUse;
  /** Shown in CLIENT LIST. */
  readonly name: string;
  /** Called on every connection error; ioredis reconnects by itself. */
  readonly onError: (error: Error) => void;
}

const COMMAND_TIMEOUT_MS = 2_000;
const COUNT_TIMEOUT_MS = 250;
/** A connection that waits for a reply and receives nothing for so long is destroyed and replaced. */
const SILENCE_MS = 3_000;
/**
 * A consumer blocks for its next job no longer than this, on a connection that BullMQ duplicates and on which nothing else
 * can be asked meanwhile: well below the silence that means that it is dead.
 */
export const MAX_BLOCK_S = 1;
/** Something is always owed: so often an idle connection asks. */
const PING_EVERY_MS = 1_000;
const MAX_RECONNECT_WAIT_MS = 1_000;

const OPTIONS_OF: { readonly [U in RedisUse]: RedisOptions } = {
  command: { maxRetriesPerRequest: 2, commandTimeout: COMMAND_TIMEOUT_MS },
  producer: { maxRetriesPerRequest: 1, commandTimeout: COMMAND_TIMEOUT_MS, enableOfflineQueue: false },
  counter: { maxRetriesPerRequest: 0, commandTimeout: COUNT_TIMEOUT_MS, enableOfflineQueue: false },
  subscriber: { maxRetriesPerRequest: null },
  consumer: { maxRetriesPerRequest: null },
};

/**
 * One connection to Redis; every connection of every process is made here. A peer that goes silent, without FIN or RST,
 * is noticed within four seconds, and the connection replaced. The caller disconnects it.
 */
export function connectRedis(redisUrl: string, { use, name, onError }: ConnectRedisOptions): Redis {
  const options: RedisOptions = {
    ...OPTIONS_OF[use],
    connectionName: name,
    connectTimeout: SILENCE_MS,
    socketTimeout: SILENCE_MS,
    keepAlive: 10_000,
    disconnectTimeout: 500,
    retryStrategy: (times) => Math.min(MAX_RECONNECT_WAIT_MS, 50 * 2 ** Math.min(times, 5)),
  };
  const redis = new Redis(redisUrl, options);
  redis.on("error", onError);
  keepAsking(redis);
  return redis;
}

function keepAsking(redis: Redis): void {
  let timer: NodeJS.Timeout | undefined;
  redis.on("ready", () => {
    clearInterval(timer);
    timer = setInterval(() => {
      // A failure is a connection error, which `onError` hears of.
      redis.ping().catch(() => {});
    }, PING_EVERY_MS).unref();
  });
  redis.on("close", () => clearInterval(timer));
}
