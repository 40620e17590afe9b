import { cityIdSchema } from "@atlas/core/fields";
import {
  type CitySettings,
  citySettingsSchema,
  DEFAULT_CITY_SETTINGS,
  describeSetting,
  isSettingKey,
  type SettingKey,
} from "@atlas/core/settings/city-settings";
import type { SettingUnit } from "@atlas/core/settings/setting-schema";
import { settingsAt } from "@atlas/core/settings/settings-at";
import { users } from "@atlas/db/schema/identity";
import { citySettings } from "@atlas/db/schema/settings";
import { shownName } from "@atlas/db/shown-name";
import { desc, eq } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";
import { readSettingRows } from "./read-setting-rows.ts";

export interface SettingView {
  readonly key: SettingKey;
  readonly unit: SettingUnit;
  readonly min: number;
  readonly max: number;
  /** Of a city that has set nothing. */
  readonly defaultValue: number;
  /** In force now. */
  readonly value: number;
}

export interface CitySettingsView {
  readonly settings: readonly SettingView[];
  /** All that were ever made, newest first, those that are to take effect later included. */
  readonly changes: readonly {
    readonly changeId: string;
    readonly key: string;
    readonly value: number | null;
    /** ISO-8601. */
    readonly effectiveFrom: string;
    readonly madeAt: string;
    readonly authorName: string;
    readonly reason: string;
  }[];
}

/** A city's thresholds: what each is now, what it may be, and who changed it when and why. */
export const listCitySettings = useCase({
  kind: "query",
  permission: "cities.inspect",
  within: { cityId: "city" },
  input: z.object({ cityId: cityIdSchema }),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db" | "clock">, _, { cityId }): Promise<CitySettingsView> {
    const rows = await ctx.db
      .select({ setting: citySettings, authorName: shownName(users.name) })
      .from(citySettings)
      .innerJoin(users, eq(users.id, citySettings.authorId))
      .where(eq(citySettings.cityId, cityId))
      .orderBy(desc(citySettings.id));
    const now = settingsAt(await readSettingRows(ctx.db, cityId), ctx.clock());
    return {
      settings: Object.keys(citySettingsSchema.shape)
        .filter(isSettingKey)
        .map((key) => toSettingView(key, now)),
      changes: rows.map(({ setting, authorName }) => ({
        changeId: setting.id,
        key: setting.key,
        value: typeof setting.value === "number" ? setting.value : null,
        effectiveFrom: setting.effectiveFrom.toISOString(),
        madeAt: setting.createdAt.toISOString(),
        authorName,
        reason: setting.reason,
      })),
    };
  },
});

/** Amounts stay far below what a number holds: their bounds say so. */
function toSettingView(key: SettingKey, settings: CitySettings): SettingView {
  const defaultValue = Number(DEFAULT_CITY_SETTINGS[key]);
  return { key, ...describeSetting(key), defaultValue, value: Number(settings[key]) };
}
