import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const REAL_EXTRACT = resolve(import.meta.dirname, "../../shared/geo/jakarta_roads.osm.pbf");
const CITY_SCRIPT = resolve(import.meta.dirname, "../tools/cli/city.ts");

export interface BenchJakarta extends AsyncDisposable {
  /** Holds the folder `jakarta` of a city build; gone when disposed of. */
  readonly dir: string;
  /** Which of the two it is, for the names of measurements. */
  readonly name: "real Jakarta" | "schematic Jakarta";
}

/** Jakarta as `npm run city` builds it: on the real streets where ../shared/geo has them, else the schematic city. */
export async function buildJakarta(): Promise<BenchJakarta> {
  const isReal = existsSync(REAL_EXTRACT);
  const dir = await mkdtemp(join(tmpdir(), "atlas-bench-jakarta-"));
  const source = isReal ? ["build", REAL_EXTRACT] : ["schematic"];
  await promisify(execFile)(process.execPath, [CITY_SCRIPT, ...source, "--id", "jakarta", "--out", dir]);
  return {
    dir,
    name: isReal ? "real Jakarta" : "schematic Jakarta",
    async [Symbol.asyncDispose]() {
      await rm(dir, { recursive: true });
    },
  };
}
