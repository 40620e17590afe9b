import type { ServiceContext } from "../../context.ts";

/** Nobody watches a city for so long: what was counted says nothing any more. */
const KEPT_FOR_S = 600;

/** HASH: driver → positions refused because no car could be there, since they were last looked at. */
export function refusedKey(cityId: string): string {
  return `atlas:{${cityId}}:refused`;
}

/** Counts a position that was refused because no car could be there. */
export async function noteRefused(
  ctx: Pick<ServiceContext, "redis">,
  { cityId, driverId }: { readonly cityId: string; readonly driverId: string },
): Promise<void> {
  const key = refusedKey(cityId);
  await ctx.redis.pipeline().hincrby(key, driverId, 1).expire(key, KEPT_FOR_S).exec();
}
