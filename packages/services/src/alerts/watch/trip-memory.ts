import { NO_SPOOF_SIGNS, type SpoofSigns } from "@atlas/core/flags/spoofed-trip";
import { beginWatch, type TripWatchState, tripWatchStateSchema } from "@atlas/core/trip-watch/trip-watch-state";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { watchKeys } from "./watch-keys.ts";

/** Of a city whose last worker went for good. */
const FORGOTTEN_AFTER_S = 3_600;

/** What is remembered of a running trip from one pass to the next. Lost, it is made anew from the track. */
export interface TripMemory {
  readonly watch: TripWatchState;
  readonly signs: SpoofSigns;
}

const count = z.int().nonnegative();
const memorySchema: z.ZodType<TripMemory> = z.object({
  watch: tripWatchStateSchema,
  signs: z.object({ mockFixes: count, refusedFixes: count, impossibleLegs: count }),
});

export function newMemory(startedAt: Date): TripMemory {
  return { watch: beginWatch(startedAt.getTime()), signs: NO_SPOOF_SIGNS };
}

/** The memories of the trips, null for one that there is none of, or none that this version can read. */
export async function readMemories(
  ctx: Pick<ServiceContext, "redis">,
  cityId: string,
  trips: readonly { readonly orderId: string }[],
): Promise<readonly (TripMemory | null)[]> {
  const texts = await ctx.redis.hmget(watchKeys(cityId).memory, ...trips.map(({ orderId }) => orderId));
  return texts.map((text) => (text === null ? null : parse(text)));
}

function parse(text: string): TripMemory | null {
  try {
    return memorySchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

export async function writeMemories(
  ctx: Pick<ServiceContext, "redis">,
  cityId: string,
  memories: ReadonlyMap<string, TripMemory>,
): Promise<void> {
  if (memories.size === 0) return;
  const { memory: key } = watchKeys(cityId);
  const fields = [...memories].flatMap(([orderId, memory]) => [orderId, JSON.stringify(memory)]);
  await ctx.redis
    .pipeline()
    .hset(key, ...fields)
    .expire(key, FORGOTTEN_AFTER_S)
    .exec();
}

/** Forgets the trips that are not under way any more. */
export async function forgetOthers(
  ctx: Pick<ServiceContext, "redis">,
  cityId: string,
  running: ReadonlySet<string>,
): Promise<void> {
  const { memory: key } = watchKeys(cityId);
  const gone = (await ctx.redis.hkeys(key)).filter((orderId) => !running.has(orderId));
  if (gone.length > 0) await ctx.redis.hdel(key, ...gone);
}
