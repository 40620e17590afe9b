import type { VehicleType } from "@atlas/core/vehicle";
import type { ServiceContext } from "../../context.ts";

/** Longer than any round: a worker that dies in one holds the others up for no longer than this. */
const TURN_MS = 5_000;

/** Gives the turn back only if it is still ours. */
const GIVE_BACK = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

/**
 * Runs a round of a city and vehicle type unless one is running: null then. Only saves work: that no driver is promised
 * twice is held by Postgres.
 */
export async function takeTurn<T>(
  ctx: Pick<ServiceContext, "redis" | "newId">,
  { cityId, vehicleType }: { cityId: string; vehicleType: VehicleType },
  round: () => Promise<T>,
): Promise<T | null> {
  const key = `atlas:{${cityId}}:round:${vehicleType}`;
  const token = ctx.newId();
  if ((await ctx.redis.set(key, token, "PX", TURN_MS, "NX")) === null) return null;
  try {
    return await round();
  } finally {
    await ctx.redis.eval(GIVE_BACK, 1, key, token);
  }
}
