import { ASSIGNED_STATUSES } from "@atlas/core/order-status";
import { drivers, vehicles } from "@atlas/db/schema/drivers";
import { orders } from "@atlas/db/schema/orders";
import { and, eq, inArray, isNull } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { type DriverState, encodeDriverState } from "./driver-state-code.ts";
import { LAST_PING_CHARS, NO_PING } from "./live-record.ts";
import { scriptKeys, trackerKeys } from "./redis-keys.ts";
import { RedisScript } from "./redis-script.ts";
import { LEAVES_MATCHING_AFTER_MS } from "./staleness.ts";

/**
 * KEYS: `scriptKeys`, ticket counter. ARGV: feed channel, oldest last ping (ms) that may be matched, ticket (or empty to draw one), then pairs of driver and code.
 * A writer with an older ticket than the stored one read older truth: it is ignored. A position moves to its new set with
 * its exact score, so that it does not drift.
 */
const SET_STATES = new RedisScript(`
local unavailable, live = #KEYS - 2, KEYS[#KEYS - 1]
local feed, freshFrom = ARGV[1], tonumber(ARGV[2])
local ticket = tonumber(ARGV[3]) or redis.call('INCR', KEYS[#KEYS])
for i = 4, #ARGV, 2 do
  local driver, code = ARGV[i], ARGV[i + 1]
  local old = redis.call('HGET', live, driver)
  local oldTicket = old and tonumber(string.match(old, ':(%d+)$')) or 0
  local ping = old and string.sub(old, 1, ${LAST_PING_CHARS}) or '${NO_PING}'
  if ticket >= oldTicket then
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
    redis.call('HSET', live, driver, ping .. new .. ':' .. string.format('%d', ticket))
    if seenAt > 0 then redis.call('PUBLISH', feed, 'S' .. driver .. ',' .. new) end
  end
end
return ticket
`);

export interface SetDriverStateInput extends DriverState {
  readonly cityId: string;
  readonly driverId: string;
}

type StateContext = Pick<ServiceContext, "redis" | "clock">;

/**
 * Tells Redis what has just been committed about a driver; the position moves between the GEO sets at once. When two
 * commits for one driver may race, use `refreshDriverStates`, which reads the truth itself.
 */
export async function setDriverState(ctx: StateContext, input: SetDriverStateInput): Promise<void> {
  await writeStates(ctx, input.cityId, new Map([[input.driverId, input]]), "");
}

/**
 * Reads the truth about the drivers from Postgres and brings Redis in line. Safe against races: the ticket is drawn
 * before the read, so of two writers the one that has read later wins. Answers what it found; an id that is no driver of
 * the city is missing in the answer.
 */
export async function refreshDriverStates(
  ctx: StateContext & Pick<ServiceContext, "db">,
  { cityId, driverIds }: { cityId: string; driverIds: readonly string[] },
): Promise<ReadonlyMap<string, DriverState>> {
  if (driverIds.length === 0) return new Map();
  const ticket = await ctx.redis.incr(trackerKeys(cityId).stateTicket);
  const states = await readDriverStates(ctx, cityId, driverIds);
  await writeStates(ctx, cityId, states, String(ticket));
  return states;
}

async function readDriverStates(
  ctx: Pick<ServiceContext, "db">,
  cityId: string,
  driverIds: readonly string[],
): Promise<Map<string, DriverState>> {
  const rows = await ctx.db
    .select({
      driverId: drivers.id,
      availability: drivers.availability,
      autoAccept: drivers.autoAccept,
      vehicleType: vehicles.vehicleType,
      orderId: orders.id,
    })
    .from(drivers)
    .leftJoin(vehicles, and(eq(vehicles.driverId, drivers.id), eq(vehicles.isActive, true)))
    .leftJoin(
      orders,
      and(
        eq(orders.driverId, drivers.id),
        inArray(orders.status, [...ASSIGNED_STATUSES]),
        // The next trip does not show on the map: its rider would see the one before.
        isNull(orders.queuedBehind),
      ),
    )
    .where(and(inArray(drivers.id, [...driverIds]), eq(drivers.cityId, cityId)));
  return new Map(rows.map(({ driverId, ...state }) => [driverId, state]));
}

async function writeStates(
  ctx: StateContext,
  cityId: string,
  states: ReadonlyMap<string, DriverState>,
  ticket: string,
): Promise<void> {
  if (states.size === 0) return;
  const keys = trackerKeys(cityId);
  const freshFromMs = ctx.clock().getTime() - LEAVES_MATCHING_AFTER_MS;
  const pairs = [...states].flatMap(([driverId, state]) => [driverId, encodeDriverState(state)]);
  await SET_STATES.run(ctx.redis, [...scriptKeys(keys), keys.stateTicket], [keys.feed, freshFromMs, ticket, ...pairs]);
}
