import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** [lat, lng], as people write coordinates down. */
const atSchema = z.tuple([z.number(), z.number()]);
const lineSchema = z.array(atSchema).min(2);

const roadsSchema = z.object({
  junctions: z.record(z.string(), atSchema),
  roads: z.array(
    z.object({
      name: z.string(),
      class: z.enum(["primary", "secondary", "tertiary"]),
      via: z.array(z.string()).min(2),
    }),
  ),
  tolls: z.array(z.object({ name: z.string(), via: z.array(z.string()).min(2), ramps: z.array(z.string()) })),
});

export const areasSchema = z.object({
  cities: z.array(z.object({ name: z.string(), at: atSchema })),
  districts: z.array(z.object({ name: z.string(), city: z.string(), at: atSchema })),
  neighbourhoods: z.array(z.object({ name: z.string(), district: z.string(), at: atSchema })),
});

const landmarksSchema = z.array(
  z.object({
    name: z.string(),
    type: z.enum(["landmark", "station", "mall", "hospital", "park", "airport"]),
    lat: z.number(),
    lon: z.number(),
    weight: z.number().min(0).max(1),
    aliases: z.array(z.string()).optional(),
  }),
);

const groundSchema = z.object({
  /** The city's border on land, from the western end of the coast round to the eastern one. */
  outline: lineSchema,
  coast: lineSchema,
  sea: z.object({ name: z.string() }),
  rivers: z.array(z.object({ name: z.string(), class: z.enum(["river", "canal"]), line: lineSchema })),
  grounds: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(["park", "forest", "golf_course", "cemetery", "industrial", "aerodrome", "lake"]),
      ring: z.array(atSchema).min(3),
    }),
  ),
  rails: z.array(z.object({ name: z.string(), line: lineSchema })),
});

export type At = z.infer<typeof atSchema>;
export type SchematicRoads = z.infer<typeof roadsSchema>;
export type SchematicAreas = z.infer<typeof areasSchema>;
export type SchematicLandmarks = z.infer<typeof landmarksSchema>;
export type SchematicGround = z.infer<typeof groundSchema>;

/** What is known of a city by heart: arterial roads, districts, landmarks and the lie of the land. */
export interface SchematicFacts {
  readonly roads: SchematicRoads;
  readonly areas: SchematicAreas;
  readonly landmarks: SchematicLandmarks;
  readonly ground: SchematicGround;
}

/** Reads `roads.json`, `areas.json`, `landmarks.json` and `ground.json` of a folder. */
export async function readSchematicFacts(dir: string): Promise<SchematicFacts> {
  const read = async (file: string): Promise<unknown> => JSON.parse(await readFile(join(dir, file), "utf8"));
  return {
    roads: roadsSchema.parse(await read("roads.json")),
    areas: areasSchema.parse(await read("areas.json")),
    landmarks: landmarksSchema.parse(await read("landmarks.json")),
    ground: groundSchema.parse(await read("ground.json")),
  };
}
