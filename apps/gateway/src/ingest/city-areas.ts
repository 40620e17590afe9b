import type { Bounds } from "@atlas/core/bounding-box";
import { type ServiceArea, serviceAreaBounds, serviceAreaSchema } from "@atlas/core/service-area";
import type { Database } from "@atlas/db/connect";
import { cities } from "@atlas/db/schema/cities";

/** Where a city takes positions from. */
export interface CityArea {
  readonly shape: ServiceArea;
  readonly bounds: Bounds;
}

/** The service areas of all cities, as they stand in Postgres. */
export async function loadCityAreas(db: Database): Promise<ReadonlyMap<string, CityArea>> {
  const rows = await db.select({ cityId: cities.id, serviceArea: cities.serviceArea }).from(cities);
  return new Map(
    rows.flatMap(({ cityId, serviceArea }): [string, CityArea][] => {
      const shape = serviceAreaSchema.parse(serviceArea);
      const bounds = serviceAreaBounds(shape);
      return bounds === null ? [] : [[cityId, { shape, bounds }]];
    }),
  );
}
