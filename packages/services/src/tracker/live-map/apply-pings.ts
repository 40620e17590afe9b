import type { Ping } from "@atlas/queue/catalog";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { refreshDriverStates } from "./driver-state.ts";
import { encodeRow, ROW_ENDS } from "./feed-message.ts";
import { isKeepable } from "./geo-score.ts";
import { encodePlace, FIX_CHARS, PLACE_CHARS, PLACE_LUA, PLACE_ROW_CHARS } from "./live-place.ts";
import { LAST_PING_CHARS } from "./live-record.ts";
import { scriptKeys, trackerKeys } from "./redis-keys.ts";
import { RedisScript } from "./redis-script.ts";
import { LEAVES_MAP_AFTER_MS } from "./staleness.ts";

/** Where Lua finds the state in a record. */
const CODE_AT = LAST_PING_CHARS + 1;

/**
 * KEYS: `scriptKeys`. ARGV: feed channel, number of drivers n, n rows of `encodeRow`. Each driver stands once. One variadic
 * write a key; a ping no newer than the stored one changes nothing, so a batch may come twice. A parked driver (capital
 * letter) returns to matching. Returns how many were applied, then the positions of drivers without a state.
 */
const APPLY = new RedisScript(`${PLACE_LUA}
local call = redis.call
local sets, live = #KEYS - 1, KEYS[#KEYS]
local n, rows, places = tonumber(ARGV[2]), ARGV[3], ARGV[4]
local drivers = {}
for i = 1, n do
  local at = (i - 1) * ${ROW_ENDS.ping}
  drivers[i] = sub(rows, at + 1, at + ${ROW_ENDS.driver})
end
local records = call('HMGET', live, unpack(drivers))
local geo, size, changes, codes, unknown, applied = {}, {}, {}, {}, {}, 0
for set = 1, sets do geo[set], size[set] = {}, 0 end
for i = 1, n do
  local driver, old, at = drivers[i], records[i], (i - 1) * ${ROW_ENDS.ping}
  local ping = sub(rows, at + ${ROW_ENDS.score + 1}, at + ${ROW_ENDS.ping})
  codes[i] = ''
  if not old then
    unknown[#unknown + 1] = i
  elseif old < ping then
    -- Times lead both. Of the same ping the record is the longer, so not less.
    local colon = colonAt(old)
    local code, place, row = sub(old, ${CODE_AT}, colon - 1), placeAt(old, colon), (i - 1) * ${PLACE_ROW_CHARS}
    if byte(code) < 97 then
      code, place = string.lower(code), nil
      call('ZREM', KEYS[sets], driver)
    end
    local kept, from = ${FIX_CHARS}, place and place + ${PLACE_CHARS}
    if not place or not isNear(places, row, old, from) then
      local set = byte(code) == 97 and byte(code, 2) - 47 or sets
      local args, last = geo[set], size[set] + 2
      args[last - 1], args[last], size[set] = sub(rows, at + ${ROW_ENDS.driver + 1}, at + ${ROW_ENDS.score}), driver, last
      kept, from = ${PLACE_ROW_CHARS}, restAt(old, colon)
    end
    applied = applied + 1
    changes[2 * applied - 1] = driver
    changes[2 * applied] = ping .. code .. ':p' .. sub(places, row + 1, row + kept) .. sub(old, from)
    codes[i] = code
  end
end
if applied > 0 then
  for set = 1, sets do
    if size[set] > 0 then call('ZADD', KEYS[set], unpack(geo[set])) end
  end
  call('HSET', live, unpack(changes))
  call('PUBLISH', ARGV[1], 'P' .. table.concat(codes, ',') .. '\\n' .. rows)
end
return { applied, unpack(unknown) }
`);

const replySchema = z.tuple([z.int()], z.int());

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
  let [rows, places] = ["", ""];
  for (const ping of pings) {
    rows += encodeRow(ping.driverId, measuredAtMs(ping), ping);
    places += encodePlace(measuredAtMs(ping), ping);
  }
  const reply = await APPLY.run(ctx.redis, scriptKeys(keys), [keys.feed, pings.length, rows, places]);
  const [applied, ...unknown] = replySchema.parse(reply);
  return { applied, unknown: unknown.flatMap((position) => pings[position - 1] ?? []) };
}
