import { execFile } from "node:child_process";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";

import { ROOT } from "@atlas/stack/paths";

const listSchema = z.array(z.object({ file: z.string(), projectName: z.string() }));

/** Test files, relative to the repository's root. */
export interface RelatedTests {
  readonly files: readonly string[];
  /** Whether any of them wants Postgres and Redis. */
  readonly needServers: boolean;
  /** Those that run in a browser, which `files` leaves out. */
  readonly components: readonly string[];
}

/**
 * The tests below `folders` that import what has changed since the commit `base`, directly or not. What others import of a
 * package is left to `npm test`: a line of core is in nearly every test.
 */
export async function relatedTests(base: string, folders: readonly string[]): Promise<RelatedTests> {
  if (folders.length === 0) return { files: [], needServers: false, components: [] };
  const vitest = join(ROOT, "node_modules", ".bin", "vitest");
  const args = ["list", ...folders.map((folder) => `${folder}/`), "--changed", base, "--filesOnly", "--json"];
  const { stdout } = await promisify(execFile)(vitest, args, { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 });
  const listed = listSchema.parse(JSON.parse(stdout));
  const components = listed.filter(({ projectName }) => projectName.startsWith("browser"));
  return {
    files: listed.filter((test) => !components.includes(test)).map(({ file }) => relative(ROOT, file)),
    components: components.map(({ file }) => relative(ROOT, file)),
    needServers: listed.some(({ projectName }) => projectName === "servers"),
  };
}
