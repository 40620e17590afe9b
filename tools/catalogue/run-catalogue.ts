import { copyFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { handOver } from "@atlas/stack/hand-over";
import { installedProgram } from "@atlas/stack/installed-program";
import { UserFixableError } from "@atlas/stack/user-fixable-error";
import { CACHE_DIR } from "@atlas/stack/paths";
import { HOST } from "@atlas/stack/ports";
import { say } from "@atlas/stack/progress";
import { preview } from "vite";

const HERE = import.meta.dirname;
const STORYBOOK = installedProgram(HERE, "storybook");

/** Shows the catalogue, renewed as files change, until Ctrl-C. */
export async function showCatalogue(port: number): Promise<number> {
  prepare();
  return await handOver(STORYBOOK, [
    "dev",
    "--host",
    HOST,
    "--port",
    String(port),
    "--exact-port",
    "--ci",
    "--disable-telemetry",
  ]);
}

/** Builds the catalogue into files and returns their folder. */
export async function buildCatalogue(): Promise<string> {
  prepare();
  const folder = join(CACHE_DIR, "catalogue");
  const code = await handOver(STORYBOOK, ["build", "--output-dir", folder, "--disable-telemetry"]);
  if (code !== 0) throw new UserFixableError("The catalogue could not be built; Storybook's own message stands above.");
  return folder;
}

/** Serves a built catalogue until Ctrl-C. */
export async function serveCatalogue(folder: string, port: number): Promise<void> {
  await preview({
    configFile: false,
    logLevel: "error",
    root: HERE,
    build: { outDir: folder },
    preview: { host: HOST, port, strictPort: true },
  });
  say("catalogue", `http://${HOST}:${port} (Ctrl-C ends it)`);
}

/** Storybook looks for its folder where it is started. */
function prepare(): void {
  process.chdir(HERE);
  // The map draws nothing without its worker, which bundlers do not emit.
  const manifest = createRequire(join(HERE, "..", "..", "packages", "ui", "package.json")).resolve(
    "maplibre-gl/package.json",
  );
  mkdirSync("public", { recursive: true });
  copyFileSync(join(dirname(manifest), "dist", "maplibre-gl-worker.mjs"), join("public", "maplibre-gl-worker.mjs"));
}
