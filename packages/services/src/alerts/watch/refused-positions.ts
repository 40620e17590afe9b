import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { refusedKey } from "../../tracker/live-map/refused-positions.ts";

const countsSchema = z.record(z.string(), z.coerce.number());

/** By driver, how many positions gateways have refused as impossible since this was asked last. */
export async function takeRefused(
  ctx: Pick<ServiceContext, "redis">,
  cityId: string,
): Promise<ReadonlyMap<string, number>> {
  const key = refusedKey(cityId);
  const [reply] = (await ctx.redis.multi().hgetall(key).del(key).exec()) ?? [];
  const counts = countsSchema.parse(reply?.[1] ?? {});
  return new Map(Object.entries(counts));
}
