import { z } from "zod";

export type SettingUnit = "m" | "s" | "km/h" | "%" | "minor";

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

/** An amount in minor units of the city's currency, negative or not: digits in JSON, a bigint in code. */
export function moneySetting(
  bounds: Pick<SettingMeta, "min" | "max">,
  byDefault: bigint,
): z.ZodPrefault<z.ZodPipe<z.ZodString, z.ZodTransform<bigint, string>>> {
  return z
    .string()
    .regex(/^-?[0-9]{1,16}$/)
    .refine((digits) => Number(digits) >= bounds.min && Number(digits) <= bounds.max, { abort: true })
    .transform(BigInt)
    .prefault(byDefault.toString())
    .register(settingMeta, { unit: "minor", ...bounds });
}
