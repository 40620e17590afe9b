import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { geoKeys, trackerKeys } from "./redis-keys.ts";
import { RedisScript } from "./redis-script.ts";
import { LEAVES_MAP_AFTER_MS, LEAVES_MATCHING_AFTER_MS } from "./staleness.ts";

/**
 * KEYS: GEO sets (available per vehicle type, unavailable), seen, state, motion.
 * ARGV: feed channel, "seen" up to which drivers leave the map, the same for matching, most drivers a run.
 * Answers how many were parked, how many are gone, and whether there may be more.
 */
const SWEEP = new RedisScript(`
local sets = #KEYS - 3
local seen, state, motion = KEYS[sets + 1], KEYS[sets + 2], KEYS[sets + 3]
local feed, goneUntil, parkedUntil, most = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local gone = redis.call('ZRANGE', seen, '-inf', goneUntil, 'BYSCORE', 'LIMIT', 0, most)
if #gone > 0 then
  for set = 1, sets do redis.call('ZREM', KEYS[set], unpack(gone)) end
  redis.call('ZREM', seen, unpack(gone))
  redis.call('HDEL', state, unpack(gone))
  redis.call('HDEL', motion, unpack(gone))
  redis.call('PUBLISH', feed, 'G' .. table.concat(gone, ','))
end
local parked = {}
local silent = redis.call('ZRANGE', seen, '(' .. goneUntil, parkedUntil, 'BYSCORE')
for from = 1, #silent, most do
  local to = math.min(from + most - 1, #silent)
  local states = redis.call('HMGET', state, unpack(silent, from, to))
  for i = from, to do
    local known = states[i - from + 1]
    if known and string.byte(known, 1) == 97 then
      local driver, set = silent[i], string.byte(known, 2) - 47
      local score = redis.call('ZSCORE', KEYS[set], driver)
      if score then
        redis.call('ZREM', KEYS[set], driver)
        redis.call('ZADD', KEYS[sets], score, driver)
      end
      redis.call('HSET', state, driver, 'A' .. string.sub(known, 2))
      parked[#parked + 1] = driver
      if #parked >= most then break end
    end
  end
  if #parked >= most then break end
end
if #parked > 0 then redis.call('PUBLISH', feed, 'T' .. table.concat(parked, ',')) end
return { #parked, #gone, (#gone >= most or #parked >= most) and 1 or 0 }
`);

/** Keeps one run of the script in the low milliseconds, so that pings pass in between. */
const MOST_PER_RUN = 1_000;

const answerSchema = z.tuple([z.int(), z.int(), z.int()]);

export interface RemovedDrivers {
  /** Taken out of matching, still on the map. */
  readonly parked: number;
  /** Taken off the map. */
  readonly gone: number;
}

/** Takes drivers who went silent out of matching (30 s) and off the map (120 s). Run it every few seconds. */
export async function removeStaleDrivers(
  ctx: Pick<ServiceContext, "redis" | "clock">,
  { cityId }: { cityId: string },
): Promise<RemovedDrivers> {
  const keys = trackerKeys(cityId);
  const nowMs = ctx.clock().getTime();
  const removed = { parked: 0, gone: 0 };
  for (;;) {
    const answer = await SWEEP.run(
      ctx.redis,
      [...geoKeys(keys), keys.seen, keys.state, keys.motion],
      // A driver is heard of "within 30 s" at 30 s exactly: only what is older leaves.
      [keys.feed, nowMs - LEAVES_MAP_AFTER_MS - 1, nowMs - LEAVES_MATCHING_AFTER_MS - 1, MOST_PER_RUN],
    );
    const [parked, gone, hasMore] = answerSchema.parse(answer);
    removed.parked += parked;
    removed.gone += gone;
    if (hasMore === 0) return removed;
  }
}
