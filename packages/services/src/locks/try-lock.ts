import type { ServiceContext } from "../context.ts";

/** Releases the lock only if it is still ours. */
const RELEASE = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

export interface Lock {
  readonly key: string;
  /** A process that dies with the lock holds the others up for no longer than this. */
  readonly forMs: number;
}

/**
 * Takes a lock that one process has at a time, released when disposed; null while another process has it. It only saves work: that
 * nothing is done twice is guaranteed by Postgres.
 */
export async function tryLock(
  ctx: Pick<ServiceContext, "redis" | "newId">,
  { key, forMs }: Lock,
): Promise<AsyncDisposable | null> {
  const token = ctx.newId();
  if ((await ctx.redis.set(key, token, "PX", forMs, "NX")) === null) return null;
  return {
    async [Symbol.asyncDispose]() {
      await ctx.redis.eval(RELEASE, 1, key, token);
    },
  };
}
