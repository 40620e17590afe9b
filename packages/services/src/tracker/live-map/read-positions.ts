import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { decodeLiveRecord, type LiveRecord } from "./live-record.ts";
import { scriptKeys, trackerKeys } from "./redis-keys.ts";
import { RedisScript } from "./redis-script.ts";

/** KEYS: `scriptKeys`. ARGV: drivers. Answers per driver on the map: id, record of `live`, lng, lat. */
const READ = new RedisScript(`
local sets = #KEYS - 1
local records = redis.call('HMGET', KEYS[#KEYS], unpack(ARGV))
local places = {}
for set = 1, sets do
  local positions = redis.call('GEOPOS', KEYS[set], unpack(ARGV))
  for i = 1, #ARGV do places[i] = places[i] or positions[i] end
end
local found = {}
for i = 1, #ARGV do
  if records[i] and places[i] then
    found[#found + 1] = { ARGV[i], records[i], places[i][1], places[i][2] }
  end
end
return found
`);

const rowsSchema = z.array(z.tuple([z.string(), z.string(), z.string(), z.string()]));

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
  const answer = await READ.run(ctx.redis, scriptKeys(keys), driverIds);
  return rowsSchema.parse(answer).flatMap(([driverId, text, lng, lat]) => {
    const record = decodeLiveRecord(text);
    return record === null ? [] : [{ driverId, lat: Number(lat), lng: Number(lng), ...record }];
  });
}
