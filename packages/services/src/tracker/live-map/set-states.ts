import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { type DriverState, encodeDriverState } from "./driver-state-code.ts";
import { LAST_PING_CHARS, NO_PING } from "./live-record.ts";
import { PLACE_LUA } from "./live-place.ts";
import { scriptKeys, trackerKeys } from "./redis-keys.ts";
import { RedisScript } from "./redis-script.ts";
import { LEAVES_MATCHING_AFTER_MS } from "./staleness.ts";

/**
 * KEYS: `scriptKeys`, order of states. ARGV: feed channel, oldest last ping (ms) that may be matched, epoch as the writer knew
 * it before it read, the read's ticket, then triples of driver, code, and the ticket that the writer knows to be older.
 * A new epoch stands for a Redis that has forgotten newer truth: nothing is written, the writer reads again. So is a driver
 * refused whose record, or whose removal, has a newer ticket. Returns the epoch, then pairs of refused driver and that ticket.
 * The place stays in the record, and the point in the GEO set moves to its new set as it is: `applyPings` counts on both.
 */
const SET_STATES = new RedisScript(`${PLACE_LUA}
local unavailable, live, order = #KEYS - 2, KEYS[#KEYS - 1], KEYS[#KEYS]
local feed, freshFrom, ticket = ARGV[1], tonumber(ARGV[2]), ARGV[4]
local epoch, floor = unpack(redis.call('HMGET', order, 'epoch', 'floor'))
if not epoch then
  epoch = table.concat(redis.call('TIME'), '.')
  redis.call('HSET', order, 'epoch', epoch)
end
local answer = { epoch }
if epoch ~= ARGV[3] then return answer end
for i = 5, #ARGV, 3 do
  local driver, code, older = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local old = redis.call('HGET', live, driver)
  local stored = floor or ''
  if old then stored = string.match(old, ':s(%x+)$') or '' end
  if ticket < stored and older ~= stored then
    answer[#answer + 1], answer[#answer + 2] = driver, stored
  else
    local ping = old and string.sub(old, 1, ${LAST_PING_CHARS}) or '${NO_PING}'
    local seenAt = tonumber(string.sub(ping, 1, 13))
    local letter = string.sub(code, 1, 1)
    local target = unavailable
    if letter == 'a' then
      if seenAt >= freshFrom then target = tonumber(string.sub(code, 2, 2)) + 1
      else letter = 'A' end
    end
    for set = 1, unavailable do
      if set ~= target then
        local score = redis.call('ZSCORE', KEYS[set], driver)
        if score then
          redis.call('ZREM', KEYS[set], driver)
          redis.call('ZADD', KEYS[target], score, driver)
        end
      end
    end
    local new = letter .. string.sub(code, 2)
    local place = ''
    if old then
      local colon = colonAt(old)
      place = sub(old, colon, restAt(old, colon) - 1)
    end
    redis.call('HSET', live, driver, ping .. new .. place .. ':s' .. ticket)
    if seenAt > 0 then redis.call('PUBLISH', feed, 'S' .. driver .. ',' .. new) end
  end
end
return answer
`);

const replySchema = z.tuple([z.string()], z.string());

/**
 * The epoch of each city as this connection's Redis last returned it: a memo of the server's reply. Where it is missing or out
 * of date, a write is refused and read again, so that nobody needs to hand it on.
 */
const epochs = new WeakMap<ServiceContext["redis"], Map<string, string>>();

/** To be looked up before the read whose outcome `setStates` writes; empty when this process has not heard of it yet. */
export function knownEpoch({ redis }: Pick<ServiceContext, "redis">, cityId: string): string {
  return epochs.get(redis)?.get(cityId) ?? "";
}

export interface SetStatesInput {
  readonly cityId: string;
  /** What one statement has read. */
  readonly states: ReadonlyMap<string, DriverState>;
  /** Of the snapshot in which it was read, see `SNAPSHOT_TICKET`. */
  readonly ticket: string;
  /** `knownEpoch` before the read. */
  readonly epoch: string;
  /** Tickets per driver that were stored before the read began: whatever their number, the read is newer. */
  readonly older: ReadonlyMap<string, string>;
}

export interface RefusedStates {
  /** Whether Redis has been wiped since the epoch was looked up; then it has taken nothing. */
  readonly isWiped: boolean;
  /** The drivers whose state was not taken, each with the ticket that stands against it. */
  readonly refused: ReadonlyMap<string, string>;
}

/** Brings Redis in line with what was read, as far as it knows nothing newer. Who is refused must read again. */
export async function setStates(
  ctx: Pick<ServiceContext, "redis" | "clock">,
  { cityId, states, ticket, epoch, older }: SetStatesInput,
): Promise<RefusedStates> {
  const keys = trackerKeys(cityId);
  const freshFromMs = ctx.clock().getTime() - LEAVES_MATCHING_AFTER_MS;
  const reply = await SET_STATES.run(
    ctx.redis,
    [...scriptKeys(keys), keys.stateOrder],
    [
      keys.feed,
      freshFromMs,
      epoch,
      ticket,
      ...[...states].flatMap(([driverId, state]) => [driverId, encodeDriverState(state), older.get(driverId) ?? ""]),
    ],
  );
  const [epochNow, ...pairs] = replySchema.parse(reply);
  if (epochNow === epoch) return { isWiped: false, refused: pairsOf(pairs) };
  rememberEpoch(ctx, cityId, epochNow);
  return { isWiped: true, refused: new Map([...states.keys()].map((driverId) => [driverId, ""])) };
}

function rememberEpoch({ redis }: Pick<ServiceContext, "redis">, cityId: string, epoch: string): void {
  const ofRedis = epochs.get(redis) ?? new Map<string, string>();
  epochs.set(redis, ofRedis.set(cityId, epoch));
}

function pairsOf(flat: readonly string[]): Map<string, string> {
  const pairs = new Map<string, string>();
  for (let at = 0; at + 1 < flat.length; at += 2) pairs.set(flat[at] ?? "", flat[at + 1] ?? "");
  return pairs;
}
