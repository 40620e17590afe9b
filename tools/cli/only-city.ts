import type { Database } from "@atlas/db/connect";
import { listCityIds } from "@atlas/services/cities/find-city";
import { UsageError } from "./run-command.ts";

/**
 * The city of an installation that has only one.
 * @throws UsageError when `--city` has to say which
 */
export async function onlyCity(db: Database): Promise<string> {
  const [cityId, ...others] = await listCityIds(db);
  if (cityId === undefined || others.length > 0) throw new UsageError("Say --city: which city it belongs to.");
  return cityId;
}
