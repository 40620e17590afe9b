import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Bounds } from "@atlas/core/bounding-box";
import { type NewCity, newCityFields } from "@atlas/core/cities/new-city";
import type { ServiceArea } from "@atlas/core/service-area";
import { DEFAULT_TARIFFS } from "@atlas/core/tariff";
import { VEHICLE_TYPES } from "@atlas/core/vehicle";
import { cityManifestSchema } from "@atlas/geography/city-manifest";
import { UserFixableError } from "@atlas/stack/user-fixable-error";
import { z } from "zod";
import type { Ask } from "./ask.ts";

const citySchema = z.strictObject(newCityFields);
type CityInput = z.input<typeof citySchema>;

/** What the command line says of the city. */
export interface CityFlags {
  /** A file with all fields of `city.create`. */
  readonly file?: string | undefined;
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly timezone?: string | undefined;
  readonly currency?: string | undefined;
  readonly locale?: string | undefined;
  /** West, south, east, north. */
  readonly bounds?: string | undefined;
}

/** Tariffs and fees of the first city of rupiah; an installation with another currency writes a file. */
const IN_RUPIAH = {
  currency: "IDR",
  tariffs: VEHICLE_TYPES.map((vehicleType) => {
    const { baseMinor, perKmMinor, perMinuteMinor, minimumMinor, roundingMinor } = DEFAULT_TARIFFS[vehicleType];
    const amounts = { baseMinor, perKmMinor, perMinuteMinor, minimumMinor, roundingMinor };
    return { vehicleType, ...textsOf(amounts) };
  }),
  commissionBps: 2_000,
  taxBps: 100,
  cancelFeeMinor: 5_000,
  waitingPerMinuteMinor: 500,
  adjustmentLimitMinor: 1_000_000,
  minimumDriverCreditMinor: 10_000,
} satisfies Partial<CityInput>;

/**
 * The city to open: from a file, from flags with what the built folder of the city says of itself, or asked for. Null when nobody
 * named one and nobody can be asked.
 * @throws UserFixableError
 */
export async function readCity(
  flags: CityFlags,
  cityDir: string | undefined,
  ask: Ask | null,
): Promise<NewCity | null> {
  if (flags.file !== undefined) return parse(readJson(flags.file), flags.file);
  const cityId = flags.id ?? (await ask?.("The city's id, as its folder is called (such as jakarta)"));
  if (cityId === undefined) return null;
  const built = readManifest(cityDir, cityId);
  const want = async (flag: string, given: string | undefined, question: string, known?: string): Promise<string> => {
    const value = given ?? (ask === null ? known : await ask(question, known));
    if (value === undefined) throw new UserFixableError(`Say --${flag}: ${question}.`);
    return value;
  };
  const currency = await want("currency", flags.currency, "Its currency (ISO 4217)", "IDR");
  if (currency !== IN_RUPIAH.currency) {
    throw new UserFixableError(
      `Tariffs in ${currency} are yours to set: write a file with the fields of a city and name it with --city (docs/cities.md).`,
    );
  }
  return parse(
    {
      ...IN_RUPIAH,
      cityId,
      name: await want("city-name", flags.name, "Its name", built?.name),
      timezone: await want("timezone", flags.timezone, "Its time zone (such as Asia/Jakarta)", built?.timezone),
      defaultLocale: await want("locale", flags.locale, "The language of who has chosen none", "id"),
      serviceArea:
        flags.bounds === undefined && built !== null
          ? built.serviceArea
          : boxOf(await want("bounds", flags.bounds, "Its area as west,south,east,north in degrees")),
      ...(flags.bounds === undefined && built !== null ? { center: built.center } : {}),
    },
    "what was said",
  );
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new UserFixableError(`${file} cannot be read as JSON. ${cause instanceof Error ? cause.message : ""}`, {
      cause,
    });
  }
}

function parse(city: unknown, source: string): NewCity {
  const parsed = citySchema.safeParse(city);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `  ${path.join(".")}: ${message}`);
  throw new UserFixableError(`The city of ${source} cannot be opened.\n${faults.join("\n")}`);
}

function readManifest(cityDir: string | undefined, cityId: string): z.infer<typeof cityManifestSchema> | null {
  const file = join(cityDir ?? join("data", "cities"), cityId, "city.json");
  return existsSync(file) ? cityManifestSchema.parse(JSON.parse(readFileSync(file, "utf8"))) : null;
}

function boxOf(text: string): ServiceArea {
  const sides = text.split(",").map((side) => (side.trim() === "" ? Number.NaN : Number(side)));
  const [west = Number.NaN, south = Number.NaN, east = Number.NaN, north = Number.NaN] = sides satisfies number[];
  const isBox = sides.length === 4 && west < east && south < north;
  if (!isBox)
    throw new UserFixableError(
      `--bounds is west,south,east,north in degrees, such as 106.7,-6.4,107,-6.1, not ${text}.`,
    );
  const [first, ...others] = cornersOf([west, south, east, north]);
  return { type: "Polygon", coordinates: [first === undefined ? [] : [first, ...others, first]] };
}

function cornersOf([west, south, east, north]: Bounds): [number, number][] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ];
}

/** As files and wires have amounts. */
function textsOf<K extends string>(amounts: Readonly<Record<K, bigint>>): Record<K, string> {
  const entries = Object.entries<bigint>(amounts).map(([name, minor]) => [name, minor.toString()]);
  return Object.fromEntries(entries);
}
