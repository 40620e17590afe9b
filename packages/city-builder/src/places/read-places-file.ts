import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import type { PlaceKind, PlaceRecord } from "@atlas/core/geocoding";
import { z } from "zod";
import { areasSchema, type At, type SchematicAreas } from "../schematic/schematic-facts.ts";

const KINDS = {
  city: { kind: "city", weight: 0.9 },
  district: { kind: "area", weight: 0.6 },
  subdistrict: { kind: "area", weight: 0.35 },
  "sub-district": { kind: "area", weight: 0.35 },
  landmark: { kind: "landmark", weight: 0.85 },
  station: { kind: "station", weight: 0.7 },
  mall: { kind: "mall", weight: 0.7 },
  hospital: { kind: "hospital", weight: 0.5 },
  park: { kind: "park", weight: 0.5 },
  airport: { kind: "airport", weight: 0.8 },
  street: { kind: "street", weight: 0.1 },
} as const satisfies Record<string, { kind: PlaceKind; weight: number }>;

const rowSchema = z.object({
  type: z.string(),
  name: z.string().min(1),
  aliases: z.array(z.string()).optional(),
  weight: z.number().min(0).max(1).optional(),
  parent: z.string().nullish(),
  lat: z.number().min(-90).max(90),
  lon: z.number().min(-180).max(180),
});

function rowsOf(path: string, bytes: Buffer): readonly z.output<typeof rowSchema>[] {
  try {
    const text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString("utf8");
    const json: unknown = JSON.parse(text);
    return Array.isArray(json) ? z.array(rowSchema).parse(json) : rowsOfAreas(areasSchema.parse(json));
  } catch (cause) {
    throw new Error(`${path} is no file of places`, { cause });
  }
}

/**
 * Places where an extract has too few: a JSON list (gzipped or not) of `{type, name, lat, lon, parent?, aliases?, weight?}`, or
 * the areas of a schematic city. Streets are left out: the extract's own are better. An unknown type counts as a landmark.
 * @throws Error that names the file when it is none
 */
export async function readPlacesFile(path: string): Promise<PlaceRecord[]> {
  const bytes = await readFile(path);
  return rowsOf(path, bytes)
    .filter(({ type }) => type !== "street")
    .map(({ type, name, aliases, parent, weight, lat, lon }) => ({
      name,
      ...(isKnownType(type) ? KINDS[type] : KINDS.landmark),
      ...(weight === undefined ? {} : { weight }),
      lat,
      lng: lon,
      ...(aliases === undefined || aliases.length === 0 ? {} : { aliases }),
      ...(parent ? { parent } : {}),
    }));
}

function rowsOfAreas({ cities, districts, neighbourhoods }: SchematicAreas): z.infer<typeof rowSchema>[] {
  const row = (type: string, { name, at: [lat, lon] }: { name: string; at: At }, parent: string | null) => {
    return { type, name, lat, lon, parent };
  };
  return [
    ...cities.map((city) => row("city", city, null)),
    ...districts.map((district) => row("district", district, district.city)),
    ...neighbourhoods.map((neighbourhood) => row("subdistrict", neighbourhood, neighbourhood.district)),
  ];
}

function isKnownType(type: string): type is keyof typeof KINDS {
  return Object.hasOwn(KINDS, type);
}
