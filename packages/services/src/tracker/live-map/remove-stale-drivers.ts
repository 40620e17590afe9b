import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { LAST_PING_CHARS } from "./live-record.ts";
import { scriptKeys, trackerKeys } from "./redis-keys.ts";
import { RedisScript } from "./redis-script.ts";
import { LEAVES_MAP_AFTER_MS, LEAVES_MATCHING_AFTER_MS } from "./staleness.ts";

/** Where Lua finds the state in a record. */
const STATE_AT = LAST_PING_CHARS + 1;

/**
 * KEYS: `scriptKeys`, order of states. ARGV: feed channel, last ping (ms) before which a driver leaves the map, the same for
 * matching, cursor, drivers to look at. The newest ticket of those gone stays as the floor, so that who has read older truth
 * does not bring it back. Returns the next cursor, how many were parked, how many are gone.
 */
const SWEEP = new RedisScript(`
local sets, live, order = #KEYS - 2, KEYS[#KEYS - 1], KEYS[#KEYS]
local feed, goneBefore, parkedBefore = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local page = redis.call('HSCAN', live, ARGV[4], 'COUNT', ARGV[5])
local gone, parked, newest = {}, {}, redis.call('HGET', order, 'floor') or ''
for i = 1, #page[2], 2 do
  local driver, record = page[2][i], page[2][i + 1]
  local seenAt = tonumber(string.sub(record, 1, 13))
  if seenAt == 0 then
    -- Has a state and no place: nothing of this driver can grow stale.
  elseif seenAt < goneBefore then
    gone[#gone + 1] = driver
    local ticket = string.match(record, ':s(%x+)$') or ''
    if newest < ticket then newest = ticket end
  elseif seenAt < parkedBefore and string.byte(record, ${STATE_AT}) == 97 then
    local set = string.byte(record, ${STATE_AT + 1}) - 47
    local score = redis.call('ZSCORE', KEYS[set], driver)
    if score then
      redis.call('ZREM', KEYS[set], driver)
      redis.call('ZADD', KEYS[sets], score, driver)
    end
    redis.call('HSET', live, driver, string.sub(record, 1, ${LAST_PING_CHARS}) .. 'A' .. string.sub(record, ${STATE_AT + 1}))
    parked[#parked + 1] = driver
  end
end
if #gone > 0 then
  for set = 1, sets do redis.call('ZREM', KEYS[set], unpack(gone)) end
  redis.call('HDEL', live, unpack(gone))
  redis.call('HSET', order, 'floor', newest)
  redis.call('PUBLISH', feed, 'G' .. table.concat(gone, ','))
end
if #parked > 0 then redis.call('PUBLISH', feed, 'T' .. table.concat(parked, ',')) end
return { page[1], #parked, #gone }
`);

/** Keeps one run of the script about a millisecond short, so that pings pass in between. */
const DRIVERS_PER_RUN = 500;
/** Between runs, so that a fleet of hundreds of thousands is walked in some seconds at a tenth of Redis' time. */
const PAUSE_MS = 6;

const replySchema = z.tuple([z.string(), z.int(), z.int()]);

export interface RemovedDrivers {
  /** Taken out of matching, still on the map. */
  readonly parked: number;
  /** Taken off the map. */
  readonly gone: number;
}

/**
 * Takes drivers who went silent out of matching (30 s) and off the map (120 s). Run it every ten seconds or so; in between,
 * `findCandidates` leaves the silent out by itself.
 */
export async function removeStaleDrivers(
  ctx: Pick<ServiceContext, "redis" | "clock">,
  { cityId }: { cityId: string },
): Promise<RemovedDrivers> {
  const keys = trackerKeys(cityId);
  const sweptKeys = [...scriptKeys(keys), keys.stateOrder];
  const nowMs = ctx.clock().getTime();
  const bounds = [nowMs - LEAVES_MAP_AFTER_MS, nowMs - LEAVES_MATCHING_AFTER_MS];
  const removed = { parked: 0, gone: 0 };
  let cursor = "0";
  do {
    const reply = await SWEEP.run(ctx.redis, sweptKeys, [keys.feed, ...bounds, cursor, DRIVERS_PER_RUN]);
    const [next, parked, gone] = replySchema.parse(reply);
    cursor = next;
    removed.parked += parked;
    removed.gone += gone;
    if (cursor !== "0") await setTimeout(PAUSE_MS);
  } while (cursor !== "0");
  return removed;
}
