import { DomainError } from "@atlas/core/errors";
import type { Queryable } from "@atlas/db/connect";
import { cities, tariffs } from "@atlas/db/schema/cities";
import { and, asc, desc, eq, lte } from "drizzle-orm";

export type City = typeof cities.$inferSelect;
export type CityTariff = typeof tariffs.$inferSelect;

/** @throws DomainError CITY_NOT_FOUND */
export async function findCity(db: Queryable, cityId: string): Promise<City> {
  const [city] = await db.select().from(cities).where(eq(cities.id, cityId));
  if (!city) throw new DomainError("CITY_NOT_FOUND", "Atlas does not serve this city.");
  return city;
}

/** Of every city of this installation, for what goes over all of them. */
export async function listCityIds(db: Queryable): Promise<readonly string[]> {
  return (await db.select({ cityId: cities.id }).from(cities)).map(({ cityId }) => cityId);
}

/** The newest tariff of each vehicle type that is in force at `now`. */
export async function findTariffs(db: Queryable, cityId: string, now: Date): Promise<readonly CityTariff[]> {
  return await db
    .selectDistinctOn([tariffs.vehicleType])
    .from(tariffs)
    .where(and(eq(tariffs.cityId, cityId), lte(tariffs.validFrom, now)))
    .orderBy(asc(tariffs.vehicleType), desc(tariffs.version));
}
