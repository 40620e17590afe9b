import { z } from "zod";
import { centerOf } from "../bounding-box.ts";
import { currencySchema, rateSchema, vehicleTypeSchema } from "../fields.ts";
import { latLngSchema, type LatLng } from "../geo.ts";
import { CURRENCIES, type Currency, isCurrency } from "../money.ts";
import { isSeen } from "../free-text.ts";
import { localeSchema } from "../profile-fields.ts";
import type { Refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { isInServiceArea, serviceAreaBounds, newServiceAreaSchema } from "../service-area.ts";
import { doAreasOverlap, validateServiceArea } from "./area-shape.ts";

/** What a trip costs in one vehicle type, in minor units of the city's currency. */
export const newTariffSchema = z.object({
  vehicleType: vehicleTypeSchema,
  baseMinor: rateSchema,
  perKmMinor: rateSchema,
  perMinuteMinor: rateSchema,
  minimumMinor: rateSchema,
  /** Fares are multiples of this. */
  roundingMinor: rateSchema.refine((minor) => minor > 0n, "Fares are rounded to at least one minor unit."),
});
export type NewTariff = z.output<typeof newTariffSchema>;

/** Everything that makes a city; what is left out is as in most. */
export const newCityFields = {
  /** Its name in addresses, folders and keys, which never changes. */
  cityId: z
    .string()
    .max(40)
    .regex(
      /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
      "An id has small letters, digits and single hyphens, and begins with a letter.",
    ),
  name: z.string().trim().min(1).max(100).refine(isSeen, "Enter a name that can be seen."),
  currency: currencySchema.transform((code, context): Currency => {
    if (isCurrency(code)) return code;
    context.addIssue({ code: "custom", message: `One of ${Object.keys(CURRENCIES).join(", ")}.` });
    return z.NEVER;
  }),
  /** IANA, such as `Asia/Jakarta`. */
  timezone: z.string().max(64).refine(isTimeZone, "Give a time zone such as Asia/Jakarta."),
  /** The language of people who have chosen none. */
  defaultLocale: localeSchema,
  /** GeoJSON; where people are picked up and brought to. */
  serviceArea: newServiceAreaSchema,
  /** Where maps begin; the middle of the area when left out. */
  center: latLngSchema.optional(),
  tariffs: z.array(newTariffSchema).min(1).max(10),
  /** Of each fare, in 1/100 %. */
  commissionBps: z.int().min(0).max(10_000),
  taxBps: z.int().min(0).max(10_000),
  /** What a rider pays for a late cancellation. */
  cancelFeeMinor: rateSchema,
  waitingPerMinuteMinor: rateSchema,
  /** More than this takes two operators. */
  adjustmentLimitMinor: rateSchema,
  /** What a driver needs in the wallet for cash trips; 0 when left out. */
  minimumDriverCreditMinor: rateSchema.optional(),
};

const newCitySchema = z.object(newCityFields);
export type NewCity = z.output<typeof newCitySchema>;

/** What is known of a city that is there. */
export interface KnownCity {
  readonly id: string;
  readonly name: string;
  readonly serviceArea: NewCity["serviceArea"];
}

/** Whether a city can be opened beside those that are there; the result is where its maps begin. */
export function validateNewCity(
  city: NewCity,
  others: readonly KnownCity[],
): Result<{ readonly center: LatLng }, Refusal<"INVALID_INPUT" | "CITY_AREAS_OVERLAP">> {
  const area = validateServiceArea(city.serviceArea);
  if (!area.ok) return area;
  const refuse = (message: string): Result<never, Refusal<"INVALID_INPUT">> => err({ code: "INVALID_INPUT", message });
  if (new Set(city.tariffs.map(({ vehicleType }) => vehicleType)).size < city.tariffs.length) {
    return refuse("A city has one tariff for each vehicle type.");
  }
  if (city.commissionBps + city.taxBps > 10_000)
    return refuse("Commission and tax together are at most the whole fare.");
  const bounds = serviceAreaBounds(city.serviceArea);
  const center = city.center ?? (bounds === null ? null : centerOf(bounds));
  if (center === null || (city.center !== undefined && !isInServiceArea(city.serviceArea, city.center))) {
    return refuse("The centre of a city lies in its service area.");
  }
  const overlapped = others.find(({ serviceArea }) => doAreasOverlap(city.serviceArea, serviceArea));
  if (overlapped === undefined) return ok({ center });
  return err({ code: "CITY_AREAS_OVERLAP", message: `The service area covers ground of ${overlapped.name}.` });
}

/** A name that Intl and Postgres read alike: an offset such as `+07:00` means the opposite in Postgres. */
function isTimeZone(name: string): boolean {
  if (name !== "UTC" && !/^[A-Za-z_]+(?:\/[\w+-]+)+$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
