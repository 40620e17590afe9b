import { serviceAreaSchema } from "@atlas/core/service-area";
import { z } from "zod";

/** `city.json`, written by the build beside the other files: what the city is and where its data comes from. */
export const cityManifestSchema = z.object({
  version: z.literal(1),
  cityId: z.string().min(1),
  name: z.string().min(1),
  timezone: z.string().min(1),
  /** Drawn for Atlas from plain facts, not surveyed. */
  isSchematic: z.boolean(),
  attribution: z.string().min(1),
  center: z.object({ lat: z.number(), lng: z.number() }),
  bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  serviceArea: serviceAreaSchema,
});
export type CityManifest = z.infer<typeof cityManifestSchema>;
