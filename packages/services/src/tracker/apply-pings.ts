import type { Ping } from "@atlas/queue/catalog";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { refreshDriverStates } from "./driver-state.ts";
import { encodeBatch } from "./feed-message.ts";
import { geoScore, isKeepable } from "./geo-score.ts";
import { encodeLastPing } from "./last-ping.ts";
import { scriptKeys, trackerKeys } from "./redis-keys.ts";
import { RedisScript } from "./redis-script.ts";
import { LEAVES_MAP_AFTER_MS } from "./staleness.ts";

/**
 * KEYS: `scriptKeys`. ARGV: feed channel, the batch as watchers get it, number of drivers n, then n each of: driver, GEO
 * score, last ping. Each driver stands once. One variadic write a key; a ping no newer than the stored one changes nothing,
 * so a batch may come twice. A parked driver (capital letter) returns to matching. Answers how many were applied, then
 * the positions of drivers without a state.
 */
const APPLY = new RedisScript(`
local call, byte, sub = redis.call, string.byte, string.sub
local sets = #KEYS - 2
local state, last = KEYS[sets + 1], KEYS[sets + 2]
local n = tonumber(ARGV[3])
local score, ping = 3 + n, 3 + 2 * n
local states = call('HMGET', state, unpack(ARGV, 4, score))
local lasts = call('HMGET', last, unpack(ARGV, 4, score))
local geo, size, pings, codes, unknown, applied = {}, {}, {}, {}, {}, 0
for set = 1, sets do geo[set], size[set] = {}, 0 end
for i = 1, n do
  local known, old, new = states[i], lasts[i], ARGV[ping + i]
  codes[i] = ''
  if not known then
    unknown[#unknown + 1] = i
  elseif not old or sub(old, 1, 13) < sub(new, 1, 13) then
    local driver, letter, set = ARGV[3 + i], byte(known, 1), sets
    if letter < 97 then
      known = string.lower(sub(known, 1, 1)) .. sub(known, 2)
      letter = letter + 32
      call('ZREM', KEYS[sets], driver)
      call('HSET', state, driver, known)
    end
    if letter == 97 then set = byte(known, 2) - 47 end
    local args, at = geo[set], size[set] + 2
    args[at - 1], args[at], size[set] = ARGV[score + i], driver, at
    applied = applied + 1
    pings[2 * applied - 1], pings[2 * applied] = driver, new
    codes[i] = known
  end
end
if applied > 0 then
  for set = 1, sets do
    if size[set] > 0 then call('ZADD', KEYS[set], unpack(geo[set])) end
  end
  call('HSET', last, unpack(pings))
  call('PUBLISH', ARGV[1], 'P' .. table.concat(codes, ',') .. ARGV[2])
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
  /** Pings superseded by a newer one, in this batch or before, or not for the map: too old, at a pole. */
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
    if (measuredAtMs(ping) < oldestMs || !isKeepable(ping)) continue;
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
  const args = Array.from<string | number>({ length: 3 + 3 * n });
  args[0] = keys.feed;
  args[1] = encodeBatch(pings, measuredAtMs);
  args[2] = n;
  for (const [index, ping] of pings.entries()) {
    args[3 + index] = ping.driverId;
    args[3 + n + index] = geoScore(ping);
    args[3 + 2 * n + index] = encodeLastPing(measuredAtMs(ping), ping);
  }
  const answer = await APPLY.run(ctx.redis, scriptKeys(keys), args);
  const [applied, ...unknown] = answerSchema.parse(answer);
  return { applied, unknown: unknown.flatMap((position) => pings[position - 1] ?? []) };
}
