import type { LatLng } from "@atlas/core/geo";
import type { VehicleType } from "@atlas/core/vehicle";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { isKeepable } from "./geo-score.ts";
import { trackerKeys } from "./redis-keys.ts";
import { RedisScript } from "./redis-script.ts";
import { LEAVES_MATCHING_AFTER_MS } from "./staleness.ts";

/**
 * KEYS: GEO set, live. ARGV: lng, lat, limit, oldest last ping (ms) that counts, ring radii joined by commas, excluded ids.
 * A search in a dense centre is as dear as its radius: small rings first, and stop at the first that fills the limit.
 */
const SEARCH = new RedisScript(`
local limit, freshFrom = tonumber(ARGV[3]), tonumber(ARGV[4])
local excluded, extra = {}, 0
for i = 6, #ARGV do excluded[ARGV[i]] = true extra = extra + 1 end
local found = {}
for radius in string.gmatch(ARGV[5], '[^,]+') do
  -- Stale ones that the sweeper has not reached yet must not use up the ring.
  local count = limit + extra + 5
  while true do
    local hits = redis.call('GEOSEARCH', KEYS[1], 'FROMLONLAT', ARGV[1], ARGV[2], 'BYRADIUS', radius, 'm', 'ASC',
      'COUNT', count, 'WITHDIST', 'WITHCOORD')
    found = {}
    if #hits > 0 then
      local ids = {}
      for i = 1, #hits do ids[i] = hits[i][1] end
      local records = redis.call('HMGET', KEYS[2], unpack(ids))
      for i = 1, #hits do
        local seen = string.sub(records[i] or '0', 1, 13)
        if #found < limit and not excluded[ids[i]] and tonumber(seen) >= freshFrom then
          found[#found + 1] = { ids[i], hits[i][2], hits[i][3][1], hits[i][3][2], seen }
        end
      end
    end
    if #found >= limit then return found end
    if #hits < count or count >= 4000 then break end
    count = math.min(4000, count * 4)
  end
end
return found
`);

/**
 * Radii in metres of the growing ring; the last ring is the caller's own maximum. The two small ones make a dense centre five
 * times cheaper, and cost a sparse suburb two searches of next to nothing.
 */
const RINGS_M = [75, 150, 300, 600, 1_200, 2_500, 5_000, 10_000, 20_000];

const hitsSchema = z.array(z.tuple([z.string(), z.string(), z.string(), z.string(), z.string()]));

export interface FindCandidatesInput {
  readonly cityId: string;
  readonly vehicleType: VehicleType;
  readonly pickup: LatLng;
  /** The widest search, metres. */
  readonly radiusM: number;
  readonly limit: number;
  /** Drivers who are not to be answered (declined, reserved). */
  readonly exclude?: readonly string[];
}

export interface Candidate {
  readonly driverId: string;
  readonly position: LatLng;
  /** Straight line to the pickup, metres. */
  readonly distanceM: number;
  /** When the position was measured, epoch milliseconds. */
  readonly seenAtMs: number;
}

/**
 * The available drivers of the vehicle type that are nearest to the pickup by straight line, nearest first, at most
 * `limit`; only those heard of within the last 30 seconds. Redis is a copy: who is promised an order is decided in Postgres.
 */
export async function findCandidates(
  ctx: Pick<ServiceContext, "redis" | "clock">,
  input: FindCandidatesInput,
): Promise<Candidate[]> {
  // Redis refuses to look around the poles.
  if (!isKeepable(input.pickup)) return [];
  const keys = trackerKeys(input.cityId);
  const rings = [...RINGS_M.filter((ring) => ring < input.radiusM), input.radiusM];
  const freshFromMs = ctx.clock().getTime() - LEAVES_MATCHING_AFTER_MS;
  const answer = await SEARCH.run(
    ctx.redis,
    [keys.available[input.vehicleType], keys.live],
    [input.pickup.lng, input.pickup.lat, input.limit, freshFromMs, rings.join(","), ...(input.exclude ?? [])],
  );
  return hitsSchema.parse(answer).map(([driverId, distance, lng, lat, seen]) => ({
    driverId,
    position: { lat: Number(lat), lng: Number(lng) },
    distanceM: Number(distance),
    seenAtMs: Number(seen),
  }));
}
