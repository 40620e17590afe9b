import type { SettingRow } from "@atlas/core/settings/settings-at";
import type { Queryable } from "@atlas/db/connect";
import { citySettings } from "@atlas/db/schema/settings";
import { eq } from "drizzle-orm";

/** Every change of a city's settings, those that are to take effect later included. */
export async function readSettingRows(db: Queryable, cityId: string): Promise<readonly SettingRow[]> {
  const { id, key, value, effectiveFrom } = citySettings;
  return await db.select({ id, key, value, effectiveFrom }).from(citySettings).where(eq(citySettings.cityId, cityId));
}
