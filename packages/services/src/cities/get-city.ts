import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { cities } from "@atlas/db/schema/cities";
import { users } from "@atlas/db/schema/identity";
import { asc, eq } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { type CityView, toCityView } from "./city-view.ts";
import { findCity, findTariffs } from "./find-city.ts";

export interface GetCityInput {
  readonly cityId?: string | undefined;
}

/**
 * The city asked for, else the actor's own, else the first one of this installation. Needs no sign-in.
 * @throws DomainError CITY_NOT_FOUND
 */
export async function getCity(ctx: ServiceContext, actor: Actor | null, input: GetCityInput): Promise<CityView> {
  const city = await findCity(ctx.db, input.cityId ?? (await homeCityId(ctx, actor)));
  return toCityView(city, await findTariffs(ctx.db, city.id, ctx.clock()), ctx.basemap(city.id));
}

/**
 * Where a user without a choice of city is: the city of the account, else the first one.
 * @throws DomainError CITY_NOT_FOUND when this installation has no city yet.
 */
export async function homeCityId(ctx: ServiceContext, actor: Actor | null): Promise<string> {
  if (actor) {
    const [user] = await ctx.db.select({ cityId: users.cityId }).from(users).where(eq(users.id, actor.userId));
    if (user) return user.cityId;
  }
  const [first] = await ctx.db.select({ id: cities.id }).from(cities).orderBy(asc(cities.createdAt)).limit(1);
  if (!first) throw new DomainError("CITY_NOT_FOUND", "This installation has no city yet.");
  return first.id;
}
