import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../../../..");
/** Where `npm install --prefix .atlas/valhalla @valhallajs/valhallajs` puts it, outside the workspace: it weighs 280 MB. */
const PREFIX = join(ROOT, ".atlas", "valhalla", "package.json");

/** The folder of the `@valhallajs/valhallajs` package, or null where it is not installed or has no build for this machine. */
export function findValhalla(): string | null {
  for (const from of [import.meta.filename, PREFIX]) {
    try {
      const folder = dirname(createRequire(from).resolve("@valhallajs/valhallajs"));
      if (existsSync(join(folder, process.platform, process.arch, "valhalla_node.node"))) return folder;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND")) throw error;
    }
  }
  return null;
}
