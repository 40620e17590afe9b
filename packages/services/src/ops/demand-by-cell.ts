import { cityIdSchema, vehicleTypeSchema } from "@atlas/core/fields";
import type { LatLng } from "@atlas/core/geo";
import { VEHICLE_TYPES, type VehicleType } from "@atlas/core/vehicle";
import { query } from "@atlas/db/query";
import { orders } from "@atlas/db/schema/orders";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { chosenCityId } from "../cities/get-city.ts";
import type { ServiceContext } from "../context.ts";
import { placeOfScore } from "../tracker/live-map/geo-score.ts";
import { trackerKeys } from "../tracker/live-map/redis-keys.ts";
import { useCase } from "../use-case.ts";
import { countByCell, type CountedCell, type CountedPlace, outlined } from "./count-by-cell.ts";

const MAX_CELLS = 2_000;
/** How long an order counts as booked. */
const RECENT_MS = 900_000;
/** How long what one caller has computed is shown to all. */
const KEPT_S = 5;
/** Redis does nothing else while it reads a page. */
const PAGE = 5_000;
/** Beyond so many orders the oldest are not counted. */
const MAX_ORDERS = 50_000;

/** Demand and supply of a city by H3 cell. Times are ISO-8601. */
export interface DemandView {
  /** When it was counted. */
  readonly at: string;
  /** At most 2,000: those with the most demand first, then those with the most available drivers. */
  readonly cells: readonly CountedCell[];
  /** Whether there are more cells. */
  readonly hasMore: boolean;
}

const viewSchema: z.ZodType<DemandView> = z.object({
  at: z.iso.datetime(),
  cells: z.array(
    z.object({
      cell: z.string(),
      ring: z.array(z.tuple([z.number(), z.number()])),
      searching: z.int(),
      booked: z.int(),
      available: z.int(),
    }),
  ),
  hasMore: z.boolean(),
});

/**
 * Where riders book and drivers wait: orders that search, orders of the last fifteen minutes and drivers who can be matched, by H3 cell of
 * resolution 8. Counted at most once in five seconds for all callers.
 */
export const demandByCell = useCase({
  kind: "query",
  weight: 5,
  permission: "ops.read",
  within: { cityId: "city" },
  input: z.object({
    /** The actor's own when left out. */
    cityId: cityIdSchema.optional(),
    vehicleType: vehicleTypeSchema.optional(),
  }),
  refusals: ["CITY_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, input): Promise<DemandView> {
    const cityId = await chosenCityId(ctx, actor, input.cityId);
    const types = input.vehicleType === undefined ? VEHICLE_TYPES : [input.vehicleType];
    const key = `${trackerKeys(cityId).demand}:${types.join("+")}`;
    const kept = await ctx.redis.get(key);
    if (kept !== null) return viewSchema.parse(JSON.parse(kept));
    const view = await countDemand(ctx, cityId, types);
    await ctx.redis.set(key, JSON.stringify(view), "EX", KEPT_S);
    return view;
  },
});

async function countDemand(ctx: ServiceContext, cityId: string, types: readonly VehicleType[]): Promise<DemandView> {
  const at = ctx.clock().toISOString();
  const [pickups, ...supplies] = await Promise.all([
    readPickups(ctx, cityId, types),
    ...types.map(async (type) => readAvailable(ctx, trackerKeys(cityId).available[type])),
  ]);
  const counted = countByCell([...pickups, ...supplies.flat()]);
  return { at, cells: outlined(counted.slice(0, MAX_CELLS)), hasMore: counted.length > MAX_CELLS };
}

const pickupRow = z.object({ lat: z.number(), lng: z.number(), isSearching: z.boolean(), isRecent: z.boolean() });

async function readPickups(
  { db, clock }: ServiceContext,
  cityId: string,
  types: readonly VehicleType[],
): Promise<CountedPlace[]> {
  // An instant, not an expression: Postgres finds in an index only what it knows before it looks.
  const since = new Date(clock().getTime() - RECENT_MS).toISOString();
  const columns = sql`id, pickup_lat, pickup_lng, status, requested_at, created_at`;
  const isMeant = sql`city_id = ${cityId} AND requested_at IS NOT NULL
    AND vehicle_type = ANY (${sql.param([...types])}::vehicle_type[])`;
  // An order that searches may be older than a quarter of an hour.
  const rows = await query(
    db,
    pickupRow,
    sql`
      SELECT DISTINCT ON (id) pickup_lat AS lat, pickup_lng AS lng, status = 'CREATED' AS "isSearching",
        created_at > ${since} AS "isRecent"
      FROM (
        (SELECT ${columns} FROM ${orders} WHERE ${isMeant} AND created_at > ${since} ORDER BY created_at DESC LIMIT ${MAX_ORDERS})
        UNION ALL
        (SELECT ${columns} FROM ${orders} WHERE ${isMeant} AND status = 'CREATED' ORDER BY created_at DESC LIMIT ${MAX_ORDERS})
      ) AS booked`,
  );
  return rows.map(({ lat, lng, isSearching, isRecent }) => ({
    lat,
    lng,
    counts: { searching: isSearching ? 1 : 0, booked: isRecent ? 1 : 0 },
  }));
}

/** Where the drivers of a GEO set are, as finely as it knows. */
async function readAvailable({ redis }: ServiceContext, key: string): Promise<CountedPlace[]> {
  const found = new Map<string, LatLng>();
  for (let from = 0; ; from += PAGE) {
    const page = await redis.zrange(key, from, String(from + PAGE - 1), "WITHSCORES");
    for (let at = 0; at + 1 < page.length; at += 2) found.set(page[at] ?? "", placeOfScore(Number(page[at + 1])));
    if (page.length < 2 * PAGE) break;
  }
  return [...found.values()].map((place) => ({ ...place, counts: { available: 1 } }));
}
