import type { Actor } from "@atlas/core/actor";
import { haversineM, type LatLng } from "@atlas/core/geo";
import { SAME_PLACE_M } from "@atlas/core/places/saved-place";
import { clearedPlaces } from "@atlas/db/schema/places";
import { orders } from "@atlas/db/schema/orders";
import { and, desc, eq, isNull, or, gt } from "drizzle-orm";
import { z } from "zod";
import { homeCityId } from "../cities/get-city.ts";
import type { NamedPlace } from "../cities/named-place.ts";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";
import { readSavedPlaces } from "./saved-places.ts";

type RecentContext = Pick<ServiceContext, "db" | "clock" | "isDemo">;

/** Orders looked through, and places found in them. */
const MAX_ORDERS = 40;
const MAX_RECENT = 8;

/** Where the rider has been or wanted to go, latest first: each place once, and none that is saved. */
export const listRecentPlaces = useCase({
  kind: "query",
  weight: 2,
  permission: "places.keep",
  input: z.object({}),
  refusals: ["CITY_NOT_FOUND"],
  async run(ctx: RecentContext, actor): Promise<readonly NamedPlace[]> {
    const cityId = await homeCityId(ctx, actor);
    const [saved, ends] = await Promise.all([readSavedPlaces(ctx.db, actor), readEnds(ctx, actor, cityId)]);
    const seen: LatLng[] = [...saved];
    const recent: NamedPlace[] = [];
    for (const place of ends) {
      if (recent.length === MAX_RECENT) break;
      if (seen.some((other) => haversineM(other, place) < SAME_PLACE_M)) continue;
      seen.push(place);
      recent.push(place);
    }
    return recent;
  },
});

/** Forgets the recent places: the orders stay, and those to come are recent again. */
export const clearRecentPlaces = useCase({
  kind: "command",
  permission: "places.keep",
  idempotency: "repeatable",
  isAudited: false,
  input: z.object({}),
  refusals: [],
  async run(ctx: RecentContext, { userId }): Promise<{ readonly isCleared: true }> {
    const clearedAt = ctx.clock();
    await ctx.db
      .insert(clearedPlaces)
      .values({ userId, clearedAt })
      .onConflictDoUpdate({ target: clearedPlaces.userId, set: { clearedAt } });
    return { isCleared: true };
  },
});

/** Both ends of the latest orders: where one went comes before where one was. */
async function readEnds({ db }: RecentContext, { userId }: Actor, cityId: string): Promise<NamedPlace[]> {
  const { pickupLat, pickupLng, pickupLabel, dropoffLat, dropoffLng, dropoffLabel } = orders;
  const latest = await db
    .select({ pickupLat, pickupLng, pickupLabel, dropoffLat, dropoffLng, dropoffLabel })
    .from(orders)
    .leftJoin(clearedPlaces, eq(clearedPlaces.userId, orders.riderId))
    .where(
      and(
        eq(orders.riderId, userId),
        eq(orders.cityId, cityId),
        or(isNull(clearedPlaces.clearedAt), gt(orders.createdAt, clearedPlaces.clearedAt)),
      ),
    )
    .orderBy(desc(orders.id))
    .limit(MAX_ORDERS);
  return latest.flatMap((order) => [
    { label: order.dropoffLabel, lat: order.dropoffLat, lng: order.dropoffLng },
    { label: order.pickupLabel, lat: order.pickupLat, lng: order.pickupLng },
  ]);
}
