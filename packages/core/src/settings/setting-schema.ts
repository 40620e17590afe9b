import { z } from "zod";

export type SettingUnit = "m" | "s" | "h" | "days" | "km/h" | "%" | "count" | "minor";

/** What a form needs to know of a setting besides its default: its unit, and the bounds that its schema holds. */
export interface SettingMeta {
  readonly unit: SettingUnit;
  readonly min: number;
  readonly max: number;
}

/** Unit and bounds of each setting's schema. */
export const settingMeta = z.registry<SettingMeta>();

/** A whole number with its unit, bounds and default, as a JSON number. */
export function wholeSetting(meta: SettingMeta, byDefault: number): z.ZodDefault<z.ZodInt> {
  return z.int().min(meta.min).max(meta.max).default(byDefault).register(settingMeta, meta);
}

/**
 * An amount in minor units of the city's currency, negative or not: a whole JSON number, a bigint in code. Digits in a string
 * would come back from a `jsonb` column as a number, because Drizzle parses what the driver has parsed before.
 */
export function moneySetting(
  bounds: Pick<SettingMeta, "min" | "max">,
  byDefault: number,
): z.ZodPrefault<z.ZodPipe<z.ZodInt, z.ZodTransform<bigint, number>>> {
  return z
    .int()
    .min(bounds.min)
    .max(bounds.max)
    .transform((minor) => BigInt(minor))
    .prefault(byDefault)
    .register(settingMeta, { unit: "minor", ...bounds });
}
