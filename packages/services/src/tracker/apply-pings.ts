import type { Ping } from "@atlas/queue/catalog";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { refreshDriverStates } from "./driver-state.ts";
import { encodeBatch } from "./feed-message.ts";
import { encodeMotion } from "./motion.ts";
import { geoKeys, trackerKeys } from "./redis-keys.ts";
import { RedisScript } from "./redis-script.ts";
import { LEAVES_MAP_AFTER_MS } from "./staleness.ts";

/**
 * KEYS: GEO sets (available per vehicle type, unavailable), seen, state, motion.
 * ARGV: feed channel, the batch as watchers get it, number of drivers n, then n each of: driver, measured at (ms), lng, lat,
 * motion. Each driver stands once. One variadic write a key; a ping no newer than the stored one changes nothing, so a
 * batch may come twice. A parked driver (capital letter) returns to matching. Answers how many were applied, then the
 * positions of drivers without a state.
 */
const APPLY = new RedisScript(`
local sets = #KEYS - 3
local seen, state, motion = KEYS[sets + 1], KEYS[sets + 2], KEYS[sets + 3]
local n = tonumber(ARGV[3])
local at, lng, lat, how = 3 + n, 3 + 2 * n, 3 + 3 * n, 3 + 4 * n
local seens = redis.call('ZMSCORE', seen, unpack(ARGV, 4, at))
local states = redis.call('HMGET', state, unpack(ARGV, 4, at))
local geo, seenArgs, motionArgs, codes, unknown = {}, {}, {}, {}, {}
for set = 1, sets do geo[set] = {} end
local applied = 0
for i = 1, n do
  local driver, known = ARGV[3 + i], states[i]
  codes[i] = ''
  if not known then
    unknown[#unknown + 1] = i
  elseif not seens[i] or tonumber(seens[i]) < tonumber(ARGV[at + i]) then
    local letter, set = string.byte(known, 1), sets
    if letter < 97 then
      known = string.lower(string.sub(known, 1, 1)) .. string.sub(known, 2)
      letter = letter + 32
      redis.call('ZREM', KEYS[sets], driver)
      redis.call('HSET', state, driver, known)
    end
    if letter == 97 then set = string.byte(known, 2) - 47 end
    local args = geo[set]
    local size = #args
    args[size + 1], args[size + 2], args[size + 3] = ARGV[lng + i], ARGV[lat + i], driver
    applied = applied + 1
    seenArgs[2 * applied - 1], seenArgs[2 * applied] = ARGV[at + i], driver
    motionArgs[2 * applied - 1], motionArgs[2 * applied] = driver, ARGV[how + i]
    codes[i] = string.match(known, '^[^:]*')
  end
end
if applied > 0 then
  for set = 1, sets do
    if #geo[set] > 0 then redis.call('GEOADD', KEYS[set], unpack(geo[set])) end
  end
  redis.call('ZADD', seen, unpack(seenArgs))
  redis.call('HSET', motion, unpack(motionArgs))
  redis.call('PUBLISH', ARGV[1], 'P' .. table.concat(codes, ',') .. ARGV[2])
end
return { applied, unpack(unknown) }
`);

const answerSchema = z.tuple([z.int()], z.int());

export interface ApplyPingsInput {
  readonly cityId: string;
  /** One micro-batch, in any order, at most 500. */
  readonly pings: readonly Ping[];
}

export interface AppliedPings {
  /** Drivers whose position moved. */
  readonly applied: number;
  /** Pings superseded by a newer one, in this batch or before, or too old for the map. */
  readonly outdated: number;
  /** Pings of ids that are no drivers of the city. */
  readonly unknown: number;
}

/**
 * Brings a batch of validated pings to the live map in one round trip: the newest ping of each driver wins, whatever the
 * order of delivery. A driver whom Redis does not know (first ping, wiped Redis) is loaded from Postgres and applied.
 */
export async function applyPings(
  ctx: Pick<ServiceContext, "redis" | "db" | "clock">,
  { cityId, pings }: ApplyPingsInput,
): Promise<AppliedPings> {
  const newest = newestOfEach(pings, ctx.clock().getTime() - LEAVES_MAP_AFTER_MS);
  if (newest.length === 0) return { applied: 0, outdated: pings.length, unknown: 0 };
  const first = await runScript(ctx, cityId, newest);
  let { applied } = first;
  let unknown = 0;
  if (first.unknown.length > 0) {
    const driverIds = first.unknown.map(({ driverId }) => driverId);
    const found = await refreshDriverStates(ctx, { cityId, driverIds });
    const known = first.unknown.filter(({ driverId }) => found.has(driverId));
    unknown = first.unknown.length - known.length;
    if (known.length > 0) applied += (await runScript(ctx, cityId, known)).applied;
  }
  return { applied, outdated: pings.length - applied - unknown, unknown };
}

/** When a ping was measured; a phone's clock that runs ahead does not make it younger than its arrival. */
function measuredAtMs(ping: Ping): number {
  return Math.min(ping.recordedAtMs, ping.receivedAtMs);
}

function newestOfEach(pings: readonly Ping[], oldestMs: number): Ping[] {
  const newest = new Map<string, Ping>();
  for (const ping of pings) {
    const other = newest.get(ping.driverId);
    if (measuredAtMs(ping) < oldestMs) continue;
    if (other === undefined || measuredAtMs(other) < measuredAtMs(ping)) newest.set(ping.driverId, ping);
  }
  return [...newest.values()];
}

async function runScript(
  ctx: Pick<ServiceContext, "redis">,
  cityId: string,
  pings: readonly Ping[],
): Promise<{ applied: number; unknown: Ping[] }> {
  const keys = trackerKeys(cityId);
  const n = pings.length;
  const args = Array.from<string | number>({ length: 3 + 5 * n });
  args[0] = keys.feed;
  args[1] = encodeBatch(pings.map((ping) => ({ ...ping, recordedAtMs: measuredAtMs(ping) })));
  args[2] = n;
  for (const [index, ping] of pings.entries()) {
    args[3 + index] = ping.driverId;
    args[3 + n + index] = measuredAtMs(ping);
    args[3 + 2 * n + index] = ping.lng;
    args[3 + 3 * n + index] = ping.lat;
    args[3 + 4 * n + index] = encodeMotion(ping);
  }
  const answer = await APPLY.run(ctx.redis, [...geoKeys(keys), keys.seen, keys.state, keys.motion], args);
  const [applied, ...unknown] = answerSchema.parse(answer);
  return { applied, unknown: unknown.flatMap((position) => pings[position - 1] ?? []) };
}
