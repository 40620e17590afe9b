import { join } from "node:path";
import { buildCity, type BuiltCity } from "../build-city.ts";
import type { Progress } from "../progress.ts";
import { drawSchematicCity, schematicServiceArea } from "./draw-schematic-city.ts";
import { readSchematicFacts } from "./schematic-facts.ts";

export interface SchematicOptions {
  readonly cityId: string;
  /** The folder for the city's files. */
  readonly outDir: string;
  readonly progress: Progress;
}

/** Where the facts of the schematic Jakarta lie in the repository. */
export const SCHEMATIC_FACTS_DIR = join(import.meta.dirname, "..", "..", "..", "..", "cities", "jakarta-schematic");

/** Builds Jakarta as Atlas knows it without any download: routes, searches and draws, and says that it is schematic. */
export async function buildSchematicCity({ cityId, outDir, progress }: SchematicOptions): Promise<BuiltCity> {
  const facts = await readSchematicFacts(SCHEMATIC_FACTS_DIR);
  const data = await progress.step("Drawing the schematic city", () => drawSchematicCity(facts));
  return buildCity(data, {
    cityId,
    name: "Jakarta",
    timezone: "Asia/Jakarta",
    attribution: "Schematic map by Atlas, not surveyed",
    isSchematic: true,
    outDir,
    progress,
    serviceArea: schematicServiceArea(facts),
  });
}
