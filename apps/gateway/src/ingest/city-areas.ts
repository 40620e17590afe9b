import type { Bounds } from "@atlas/core/bounding-box";
import { type ServiceArea, serviceAreaBounds, serviceAreaSchema } from "@atlas/core/service-area";
import type { Database } from "@atlas/db/connect";
import { cities } from "@atlas/db/schema/cities";
import type { Logger } from "pino";

/** Where a city takes positions from. */
export interface CityArea {
  readonly shape: ServiceArea;
  readonly bounds: Bounds;
}

/** The service areas of all cities, as they stand in Postgres. A city without a usable one takes no positions. */
export async function loadCityAreas({
  db,
  log,
}: {
  db: Database;
  log: Logger;
}): Promise<ReadonlyMap<string, CityArea>> {
  const rows = await db.select({ cityId: cities.id, serviceArea: cities.serviceArea }).from(cities);
  return new Map(
    rows.flatMap(({ cityId, serviceArea }): [string, CityArea][] => {
      const shape = serviceAreaSchema.safeParse(serviceArea);
      const bounds = shape.success ? serviceAreaBounds(shape.data) : null;
      if (shape.success && bounds !== null) return [[cityId, { shape: shape.data, bounds }]];
      log.error({ cityId }, "ingest: the city has no usable service area");
      return [];
    }),
  );
}
