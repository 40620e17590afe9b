import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { startChild } from "./child.ts";
import { withFileLock } from "./file-lock.ts";
import { CACHE_DIR, ROOT, type StateDirs } from "./paths.ts";
import { say, timed } from "./progress.ts";
import type { StackSettings } from "./settings.ts";
import { hashSources } from "./source-hash.ts";

const DEMO_CITY = "jakarta";

/**
 * The folder of built cities: that of ATLAS_CITY_DIR, else `data/cities` when the demo city was built there, else the
 * schematic city that comes with the repository, drawn once. Undefined when that fails; everything then falls back on
 * straight lines.
 */
export async function findCityFolder(settings: StackSettings, dirs: StateDirs): Promise<string | undefined> {
  if (settings.ATLAS_CITY_DIR !== undefined) return resolve(ROOT, settings.ATLAS_CITY_DIR);
  const built = join(ROOT, "data", "cities");
  if (existsSync(join(built, DEMO_CITY, "city.json"))) return built;
  const schematic = join(CACHE_DIR, "cities");
  return withFileLock(join(CACHE_DIR, "city.lock"), async () => {
    const isDrawn = await drawSchematicCity(schematic, dirs);
    return isDrawn ? schematic : undefined;
  });
}

async function drawSchematicCity(folder: string, dirs: StateDirs): Promise<boolean> {
  const stamp = join(folder, "sources");
  const sources = hashSources(ROOT, ["cities", "packages/city-builder", "tools/cli/city.ts", "packages/core"]);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === sources) return true;
  return timed("city", "schematic Jakarta", async () => {
    const child = await startChild({
      name: "city",
      command: process.execPath,
      args: [join(ROOT, "tools", "cli", "city.ts"), "schematic", "--id", DEMO_CITY, "--out", folder],
      logDir: dirs.logs,
      runDir: dirs.run,
    });
    const { how, logFile } = await child.ended;
    if (how !== "exit code 0") {
      say("city", `could not be drawn (${how}; see ${logFile}), so routes are straight lines`);
      return false;
    }
    writeFileSync(stamp, sources);
    return true;
  });
}
