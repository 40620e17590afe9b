import type { ServiceContext } from "../../context.ts";
import { watchKeys } from "./watch-keys.ts";

/** A longer pause between passes: the worker was away, and positions wait in its queue. */
const PAUSE_MS = 30_000;
/** Then they are worked off before anybody counts as silent. */
const SETTLE_MS = 30_000;

/** Notes a pass over the city. Returns whether they have come without a pause for long enough to tell who is silent. */
export async function keepPace(ctx: Pick<ServiceContext, "redis" | "clock">, cityId: string): Promise<boolean> {
  const nowMs = ctx.clock().getTime();
  const { pace } = watchKeys(cityId);
  const [sinceMs = Number.NaN, lastMs = Number.NaN] = ((await ctx.redis.get(pace)) ?? "").split(" ", 2).map(Number);
  const isSteady = nowMs - lastMs <= PAUSE_MS;
  const steadySinceMs = isSteady ? sinceMs : nowMs;
  await ctx.redis.set(pace, `${steadySinceMs} ${nowMs}`, "PX", PAUSE_MS * 2);
  return nowMs - steadySinceMs >= SETTLE_MS;
}
