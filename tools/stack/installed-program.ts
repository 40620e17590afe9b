import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const manifestSchema = z.object({ bin: z.union([z.string(), z.record(z.string(), z.string())]) });

/**
 * The program of a package that a workspace package depends on, as the package itself names it: run by Node itself it is one process less
 * to stop than through a package manager.
 */
export function installedProgram(folder: string, name: string): string {
  const installed = join(folder, "node_modules", name);
  const { bin } = manifestSchema.parse(JSON.parse(readFileSync(join(installed, "package.json"), "utf8")));
  const file = typeof bin === "string" ? bin : bin[name];
  if (file === undefined) throw new Error(`${name} names no program of its own`);
  return join(installed, file);
}
