import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { decodeLiveRecord, type LiveRecord } from "./live-record.ts";
import { decodePlace, PLACE_LUA } from "./live-place.ts";
import { scriptKeys, trackerKeys } from "./redis-keys.ts";
import { RedisScript } from "./redis-script.ts";

/**
 * KEYS: `scriptKeys`. ARGV: drivers. Returns per driver who has pinged: id, record of `live`, and lng and lat of the GEO set where the
 * record has no place of its ping; without any the driver is not on the map.
 */
const READ = new RedisScript(`${PLACE_LUA}
local records = redis.call('HMGET', KEYS[#KEYS], unpack(ARGV))
local found, placeless, rows = {}, {}, {}
for i = 1, #ARGV do
  if records[i] then
    local row = { ARGV[i], records[i] }
    if placeAt(records[i], colonAt(records[i])) then
      found[#found + 1] = row
    else
      placeless[#placeless + 1], rows[#rows + 1] = ARGV[i], row
    end
  end
end
for set = 1, #placeless > 0 and #KEYS - 1 or 0 do
  for i, position in ipairs(redis.call('GEOPOS', KEYS[set], unpack(placeless))) do
    if position then found[#found + 1] = { rows[i][1], rows[i][2], position[1], position[2] } end
  end
end
return found
`);

const rowsSchema = z.array(z.tuple([z.string(), z.string()], z.string()));

export interface LivePosition extends LiveRecord {
  readonly driverId: string;
  readonly lat: number;
  readonly lng: number;
}

/** The live positions of the drivers, as far as they are on the map; one consistent view. At most 1,000 drivers. */
export async function readPositions(
  ctx: Pick<ServiceContext, "redis">,
  { cityId, driverIds }: { cityId: string; driverIds: readonly string[] },
): Promise<LivePosition[]> {
  if (driverIds.length === 0) return [];
  const keys = trackerKeys(cityId);
  const reply = await READ.run(ctx.redis, scriptKeys(keys), driverIds);
  return rowsSchema.parse(reply).flatMap(([driverId, text, lng, lat]) => {
    const record = decodeLiveRecord(text);
    const place = decodePlace(text) ?? { lat: Number(lat), lng: Number(lng) };
    return record === null || Number.isNaN(place.lat) ? [] : [{ driverId, lat: place.lat, lng: place.lng, ...record }];
  });
}
