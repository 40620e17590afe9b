import type { ServiceContext } from "../context.ts";

/** Gives the turn back only if it is still ours. */
const GIVE_BACK = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

export interface Turn {
  readonly key: string;
  /** A process that dies in its turn holds the others up for no longer than this. */
  readonly forMs: number;
}

/**
 * Takes a turn that one process has at a time, to be given back; null while another has it. It saves work and no more: that
 * nothing is done twice is held by Postgres.
 */
export async function takeTurn(
  ctx: Pick<ServiceContext, "redis" | "newId">,
  { key, forMs }: Turn,
): Promise<AsyncDisposable | null> {
  const token = ctx.newId();
  if ((await ctx.redis.set(key, token, "PX", forMs, "NX")) === null) return null;
  return {
    async [Symbol.asyncDispose]() {
      await ctx.redis.eval(GIVE_BACK, 1, key, token);
    },
  };
}
