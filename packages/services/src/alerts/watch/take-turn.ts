import type { ServiceContext } from "../../context.ts";
import { RedisScript } from "../../tracker/live-map/redis-script.ts";
import { watchKeys } from "./watch-keys.ts";

/** A worker that died in the middle of a pass keeps others from it for no longer. */
const TURN_MS = 30_000;

const END = new RedisScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 0
`);

/**
 * Lets one worker at a time go over a city's trips; null while another does. It saves work and no more: two at once find
 * the same, which is raised once.
 */
export async function takeTurn(
  ctx: Pick<ServiceContext, "redis" | "newId">,
  cityId: string,
): Promise<AsyncDisposable | null> {
  const { turn } = watchKeys(cityId);
  const token = ctx.newId();
  if ((await ctx.redis.set(turn, token, "PX", TURN_MS, "NX")) === null) return null;
  return {
    async [Symbol.asyncDispose]() {
      await END.run(ctx.redis, [turn], [token]);
    },
  };
}
