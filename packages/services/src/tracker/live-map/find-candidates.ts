import type { LatLng } from "@atlas/core/geo";
import type { VehicleType } from "@atlas/core/vehicle";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { isKeepable, placeOfScore } from "./geo-score.ts";
import { decodeDigits, INDEX_SLACK_M, PLACE_CHARS, PLACE_LUA } from "./live-place.ts";
import { trackerKeys } from "./redis-keys.ts";
import { RedisScript } from "./redis-script.ts";
import { LEAVES_MATCHING_AFTER_MS } from "./staleness.ts";

/** As Redis has it, so that its distances and ours are of one measure. */
const EARTH_RADIUS_M = 6_372_797.560856;
/** Hits of the first look: those that are nearest by their points in the set are not quite those that are nearest. */
const FIRST_LOOK = 100;
const MAX_HITS = 4_000;

/**
 * KEYS: GEO set, live. ARGV: lng, lat, limit, oldest last ping (ms) that counts, number of ring radii, the radii, excluded ids.
 * A search in a dense centre is as dear as its radius: small rings first, and stop at the first that fills the limit. A ring
 * that promises too few, going by how many there were in the one before, is left out. The points of the GEO set lag behind the places
 * by up to the slack: the ring is searched so much wider, and who stands behind the last hit is at least that less the slack away.
 * Returns driver, distance, place (or score, where the record has none) and time of the last ping, one candidate after the other.
 */
const SEARCH = new RedisScript(`${PLACE_LUA}
local call, sin, cos, rad = redis.call, math.sin, math.cos, math.rad
local lng, lat, limit, freshFrom, rings = rad(ARGV[1]), rad(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local excluded, extra = {}, #ARGV - 5 - rings
for i = 6 + rings, #ARGV do excluded[ARGV[i]] = true end
local function distanceOf(record, place)
  local toLat = rad(sub(record, place, place + 8) / 1e6 - 90)
  local toLng = rad(sub(record, place + 9, place + 17) / 1e6 - 180)
  local u, v = sin((toLat - lat) / 2), sin((toLng - lng) / 2)
  return ${2 * EARTH_RADIUS_M} * math.asin(math.min(1, math.sqrt(u * u + cos(lat) * cos(toLat) * v * v)))
end
local function within(hits, radius)
  local ids, found = {}, {}
  for i = 1, #hits do ids[i] = hits[i][1] end
  local records = call('HMGET', KEYS[2], unpack(ids))
  for i = 1, #hits do
    local record = records[i] or '0'
    local seen, distance, at = sub(record, 1, 13), tonumber(hits[i][2]), hits[i][3]
    if not excluded[ids[i]] and tonumber(seen) >= freshFrom then
      local place = placeAt(record, colonAt(record))
      if place and #string.match(record, '^%d*', place) >= ${PLACE_CHARS} then
        distance, at = distanceOf(record, place), sub(record, place, place + ${PLACE_CHARS - 1})
      end
      if distance <= radius then found[#found + 1] = { ids[i], distance, at, seen } end
    end
  end
  table.sort(found, function(a, b) return a[2] < b[2] end)
  return found
end
local found, before, density = {}, 0, 1
for ring = 1, rings do
  local isLast, radius = ring == rings, tonumber(ARGV[5 + ring])
  if ring == 1 or isLast or density * radius * radius >= limit then
    local count = limit + extra + ${FIRST_LOOK}
    while true do
      local hits = call('GEOSEARCH', KEYS[1], 'FROMLONLAT', ARGV[1], ARGV[2], 'BYRADIUS', radius + ${INDEX_SLACK_M}, 'm', 'ASC',
        'COUNT', count, 'WITHDIST', 'WITHHASH')
      before = #hits
      local isAll = before < count or count >= ${MAX_HITS}
      if before >= limit or (isLast and before > 0) then
        found = within(hits, isAll and radius or math.min(radius, hits[before][2] - ${INDEX_SLACK_M}))
      end
      if isAll or #found >= limit then break end
      count = math.min(${MAX_HITS}, count * 4)
    end
    if #found >= limit then break end
    density = math.max(before, 1) / ((radius + ${INDEX_SLACK_M}) * (radius + ${INDEX_SLACK_M}))
  end
end
local answer = {}
for i = 1, math.min(limit, #found) do
  local candidate = found[i]
  answer[4 * i - 3], answer[4 * i - 2] = candidate[1], string.format('%.4f', candidate[2])
  answer[4 * i - 1], answer[4 * i] = candidate[3], candidate[4]
end
return answer
`);

/**
 * Radii in metres of the growing ring; the last ring is the caller's own maximum. The two small ones make a dense centre
 * cheaper, and cost a sparse suburb two searches of next to nothing; with the slack the first is as wide as Redis' cells there.
 */
const RINGS_M = [70, 150, 300, 600, 1_200, 2_500, 5_000, 10_000, 20_000];

const replySchema = z.array(z.union([z.string(), z.number()]));
const FIELDS = 4;

export interface FindCandidatesInput {
  readonly cityId: string;
  readonly vehicleType: VehicleType;
  readonly pickup: LatLng;
  /** The widest search, metres. */
  readonly radiusM: number;
  readonly limit: number;
  /** Drivers who are not to be returned (declined, reserved). */
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
  const reply = await SEARCH.run(
    ctx.redis,
    [keys.available[input.vehicleType], keys.live],
    [input.pickup.lng, input.pickup.lat, input.limit, freshFromMs, rings.length, ...rings, ...(input.exclude ?? [])],
  );
  const fields = replySchema.parse(reply);
  return Array.from({ length: fields.length / FIELDS }, (_, index) => candidateOf(fields, index * FIELDS));
}

function candidateOf(fields: readonly (string | number)[], at: number): Candidate {
  const [driverId, distanceM, place, seenAtMs] = fields.slice(at, at + FIELDS);
  return {
    driverId: String(driverId),
    position: decodeDigits(String(place)) ?? placeOfScore(Number(place)),
    distanceM: Number(distanceM),
    seenAtMs: Number(seenAtMs),
  };
}
