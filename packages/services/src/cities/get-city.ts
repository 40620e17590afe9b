import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { cityIdSchema } from "@atlas/core/fields";
import { cities } from "@atlas/db/schema/cities";
import { users } from "@atlas/db/schema/identity";
import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import type { ServiceContext } from "../context.ts";
import { toCityView } from "./city-view.ts";
import { findCity, findTariffs } from "./find-city.ts";

type HomeContext = Pick<ServiceContext, "db" | "isDemo">;

/** The city asked for, else the actor's own, else the first one of this installation. Needs no sign-in. */
export const getCity = useCase({
  kind: "query",
  permission: "anyone",
  input: z.object({ cityId: cityIdSchema.optional() }),
  refusals: ["CITY_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, input) {
    const city = await findCity(ctx.db, input.cityId ?? (await homeCityId(ctx, actor)));
    return toCityView(city, await findTariffs(ctx.db, city.id, ctx.clock()), ctx.basemap(city.id));
  },
});

/**
 * Where a user without a choice of city is: the city of the account, else the first one that is not of a past demo.
 * @throws DomainError CITY_NOT_FOUND when this installation has no city yet.
 */
export async function homeCityId(ctx: HomeContext, actor: Actor | null): Promise<string> {
  if (actor) {
    const [user] = await ctx.db.select({ cityId: users.cityId }).from(users).where(eq(users.id, actor.userId));
    if (user) return user.cityId;
  }
  // Where the demo is over, its city is the home of strangers only while there is no other.
  const order = ctx.isDemo ? [asc(cities.createdAt)] : [asc(cities.isDemo), asc(cities.createdAt)];
  const [first] = await ctx.db
    .select({ id: cities.id })
    .from(cities)
    .orderBy(...order)
    .limit(1);
  if (!first) throw new DomainError("CITY_NOT_FOUND", "This installation has no city yet.");
  return first.id;
}

/**
 * The city that a caller names, else where the caller is.
 * @throws DomainError CITY_NOT_FOUND
 */
export async function chosenCityId(ctx: HomeContext, actor: Actor | null, cityId: string | undefined): Promise<string> {
  return cityId === undefined ? await homeCityId(ctx, actor) : (await findCity(ctx.db, cityId)).id;
}
