import type { LatLng } from "@atlas/core/geo";
import type { VehicleType } from "@atlas/core/vehicle";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { isKeepable, placeOfScore } from "./geo-score.ts";
import { trackerKeys } from "./redis-keys.ts";
import { RedisScript } from "./redis-script.ts";
import { LEAVES_MATCHING_AFTER_MS } from "./staleness.ts";

/**
 * KEYS: GEO set, live. ARGV: lng, lat, limit, oldest last ping (ms) that counts, number of ring radii, the radii, excluded ids.
 * A search in a dense centre is as dear as its radius: small rings first, and stop at the first that fills the limit. A ring
 * that promises too few, going by how many there were in the one before, is left out. Answers driver, distance, score and
 * time of the last ping, one candidate after the other.
 */
const SEARCH = new RedisScript(`
local call, sub = redis.call, string.sub
local limit, freshFrom, rings = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local excluded, extra = {}, #ARGV - 5 - rings
for i = 6 + rings, #ARGV do excluded[ARGV[i]] = true end
local found = {}
local before, density = 0, 1
for ring = 1, rings do
  local isLast, radius = ring == rings, tonumber(ARGV[5 + ring])
  if ring == 1 or isLast or density * radius * radius >= limit then
    -- Stale ones that the sweeper has not reached yet must not use up the ring.
    local count = limit + extra + 5
    while true do
      local hits = call('GEOSEARCH', KEYS[1], 'FROMLONLAT', ARGV[1], ARGV[2], 'BYRADIUS', ARGV[5 + ring], 'm', 'ASC',
        'COUNT', count, 'WITHDIST', 'WITHHASH')
      before = #hits
      if before > 0 and (before >= limit or isLast) then
        found = {}
        local size, ids = 0, {}
        for i = 1, before do ids[i] = hits[i][1] end
        local records = call('HMGET', KEYS[2], unpack(ids))
        for i = 1, before do
          local seen = sub(records[i] or '0', 1, 13)
          if not excluded[ids[i]] and tonumber(seen) >= freshFrom then
            found[size + 1], found[size + 2], found[size + 3], found[size + 4] = ids[i], hits[i][2], hits[i][3], seen
            size = size + 4
            if size == 4 * limit then return found end
          end
        end
      end
      if before < count or count >= 4000 then break end
      count = math.min(4000, count * 4)
    end
    density = math.max(before, 1) / (radius * radius)
  end
end
return found
`);

/**
 * Radii in metres of the growing ring; the last ring is the caller's own maximum. The two small ones make a dense centre five
 * times cheaper, and cost a sparse suburb two searches of next to nothing.
 */
const RINGS_M = [75, 150, 300, 600, 1_200, 2_500, 5_000, 10_000, 20_000];

const answerSchema = z.array(z.union([z.string(), z.number()]));
const FIELDS = 4;

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
    [input.pickup.lng, input.pickup.lat, input.limit, freshFromMs, rings.length, ...rings, ...(input.exclude ?? [])],
  );
  const fields = answerSchema.parse(answer);
  return Array.from({ length: fields.length / FIELDS }, (_, index) => candidateOf(fields, index * FIELDS));
}

function candidateOf(fields: readonly (string | number)[], at: number): Candidate {
  const [driverId, distanceM, score, seenAtMs] = fields.slice(at, at + FIELDS);
  return {
    driverId: String(driverId),
    position: placeOfScore(Number(score)),
    distanceM: Number(distanceM),
    seenAtMs: Number(seenAtMs),
  };
}
