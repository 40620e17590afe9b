import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import type { StubHandler } from "@atlas/geography/testing/routing-server-stub";
import { z } from "zod";
import { valhallaConfig } from "./valhalla-config.ts";

interface Actor {
  route(query: string): Promise<string>;
  matrix(query: string): Promise<string>;
}
const packageSchema = z.object({
  Actor: z.custom<new (config: string) => Actor>((value) => typeof value === "function"),
});

/** Valhalla's HTTP server sends these codes with its messages; the binding has the messages alone (src/exceptions.cc). */
const ERROR_CODES: Readonly<Record<string, number>> = {
  "Failed to parse location": 130,
  "Exceeded max locations": 150,
  "Path distance exceeds the max distance limit": 154,
  "Locations are in unconnected regions. Go check/edit the map at osm.org": 170,
  "No suitable edges near location": 171,
  "No path could be found for input": 442,
};

export interface ValhallaOptions {
  /** Of the package: see `findValhalla`. */
  readonly folder: string;
  /** The `.osm.pbf` to build the tiles from. */
  readonly extract: string;
  /** For tiles and settings. */
  readonly workDir: string;
}

/** Builds tiles and responds as Valhalla's HTTP server would. */
export async function startValhalla({ folder, extract, workDir }: ValhallaOptions): Promise<StubHandler> {
  const tileDir = join(workDir, "tiles");
  const configPath = join(workDir, "valhalla.json");
  const config = JSON.stringify(valhallaConfig(tileDir));
  await mkdir(tileDir, { recursive: true });
  await writeFile(configPath, config);
  const build = join(folder, process.platform, process.arch, "valhalla_build_tiles");
  // It leaves notes about the data in the folder that it runs in.
  await promisify(execFile)(build, ["-c", configPath, extract], { cwd: workDir });

  const { Actor } = packageSchema.parse(createRequire(import.meta.filename)(folder));
  const actor = new Actor(config);
  return async (path, body) => {
    if (path !== "/route" && path !== "/sources_to_targets") return undefined;
    try {
      return { json: JSON.parse(await (path === "/route" ? actor.route(body) : actor.matrix(body))) };
    } catch (error) {
      const text = error instanceof Error ? error.message.replace(/^(Route|Matrix) error: /, "") : String(error);
      const code = Object.entries(ERROR_CODES).find(([message]) => text.startsWith(message))?.[1] ?? 199;
      return { status: 400, json: { error_code: code, error: text, status_code: 400, status: "Bad Request" } };
    }
  };
}
