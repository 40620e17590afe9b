import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { type CodedDriverState, decodeDriverState } from "./driver-state-code.ts";
import { decodeLastPing, type LastPing } from "./last-ping.ts";
import { scriptKeys, trackerKeys } from "./redis-keys.ts";
import { RedisScript } from "./redis-script.ts";

/** KEYS: `scriptKeys`. ARGV: drivers. Answers per driver on the map: id, state, last ping, lng, lat. */
const READ = new RedisScript(`
local sets = #KEYS - 2
local states = redis.call('HMGET', KEYS[sets + 1], unpack(ARGV))
local lasts = redis.call('HMGET', KEYS[sets + 2], unpack(ARGV))
local places = {}
for set = 1, sets do
  local positions = redis.call('GEOPOS', KEYS[set], unpack(ARGV))
  for i = 1, #ARGV do places[i] = places[i] or positions[i] end
end
local found = {}
for i = 1, #ARGV do
  if lasts[i] and states[i] and places[i] then
    found[#found + 1] = { ARGV[i], states[i], lasts[i], places[i][1], places[i][2] }
  end
end
return found
`);

const rowsSchema = z.array(z.tuple([z.string(), z.string(), z.string(), z.string(), z.string()]));

export interface LivePosition extends LastPing {
  readonly driverId: string;
  readonly lat: number;
  readonly lng: number;
  readonly state: CodedDriverState;
  /** Out of matching because nothing was heard of the driver for a while. */
  readonly isParked: boolean;
}

/** The live positions of the drivers, as far as they are on the map; one consistent view. At most 1,000 drivers. */
export async function readPositions(
  ctx: Pick<ServiceContext, "redis">,
  { cityId, driverIds }: { cityId: string; driverIds: readonly string[] },
): Promise<LivePosition[]> {
  if (driverIds.length === 0) return [];
  const keys = trackerKeys(cityId);
  const answer = await READ.run(ctx.redis, scriptKeys(keys), driverIds);
  return rowsSchema.parse(answer).flatMap(([driverId, code, last, lng, lat]) => {
    const state = decodeDriverState(code);
    if (state === null) return [];
    const isParked = code.startsWith("A");
    const place = { lat: Number(lat), lng: Number(lng) };
    return [{ driverId, ...place, state, isParked, ...decodeLastPing(last) }];
  });
}
