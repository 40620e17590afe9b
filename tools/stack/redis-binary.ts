import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, globSync, mkdirSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

import { UserFixableError } from "./user-fixable-error.ts";
import { say } from "./progress.ts";

/** How to run a Redis server: its program and what it needs in the environment. */
export interface RedisBinary {
  readonly command: string;
  readonly argv0?: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * A Redis server: the one on PATH, else Debian's package (installed as root, otherwise unpacked into `cacheDir`), else
 * Homebrew's. Throws a sentence that says what to do when none can be had.
 */
export function findRedis(cacheDir: string): RedisBinary {
  const unpacked = join(cacheDir, "redis");
  const found = onPath("redis-server") ?? unpackedRedis(unpacked);
  if (found !== undefined) return found;
  const isRoot = process.getuid?.() === 0;
  if (onPath("apt-get") !== undefined) {
    say("redis", `not found; fetching the system's package${isRoot ? "" : " into .atlas/cache"} (once)`);
    if (isRoot) installAsRoot();
    else unpackPackages(unpacked);
  } else if (onPath("brew") !== undefined) {
    say("redis", "not found; installing it with Homebrew (once)");
    run("brew", ["install", "redis"]);
  }
  const fetched = onPath("redis-server") ?? unpackedRedis(unpacked);
  if (fetched !== undefined) return fetched;
  throw new UserFixableError(
    "Atlas needs Redis 7 or later and could not fetch one. Install it (apt-get install redis-server, brew install redis), " +
      "or set REDIS_URL to a running one with maxmemory-policy noeviction.",
  );
}

function onPath(name: string): RedisBinary | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/opt/homebrew/bin", "/usr/local/bin"];
  const command = folders.map((folder) => join(folder, name)).find(isExecutable);
  return command === undefined ? undefined : { command, env: process.env };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installAsRoot(): void {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["update", "-qq"], { env });
  run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "redis-server"], { env });
}

/** Debian's server is redis-check-rdb of redis-tools under another name. */
function unpackedRedis(dir: string): RedisBinary | undefined {
  const command = join(dir, "usr", "bin", "redis-check-rdb");
  if (!existsSync(command)) return undefined;
  const libraries = globSync("usr/lib/*-linux-gnu*", { cwd: dir }).map((folder) => join(dir, folder));
  return { command, argv0: "redis-server", env: { ...process.env, LD_LIBRARY_PATH: libraries.join(":") } };
}

function unpackPackages(dir: string): void {
  const debs = join(dir, "debs");
  mkdirSync(debs, { recursive: true });
  const lists = join(dir, "lists");
  mkdirSync(join(lists, "partial"), { recursive: true });
  const own = ["-o", `Dir::State::lists=${lists}`, "-o", `Dir::Cache=${join(dir, "apt")}`];
  const download = (options: readonly string[]): boolean =>
    run("apt-get", [...options, "download", "-qq", ...missingPackages("redis-tools", options)], { cwd: debs });
  if (!download([])) {
    // The machine has no package lists and only root may fetch them there, so fetch our own.
    run("apt-get", [...own, "update", "-qq"]);
    download(own);
  }
  for (const deb of readdirSync(debs)) run("dpkg", ["-x", join(debs, deb), dir]);
}

/** The package and those that it needs, as far as they are not on the system. */
function missingPackages(root: string, aptOptions: readonly string[]): string[] {
  const wanted = [root];
  for (const name of wanted) {
    const listed = spawnSync("apt-cache", [...aptOptions, "depends", "--important", name], { encoding: "utf8" });
    for (const match of (listed.stdout ?? "").matchAll(/^\s*(?:Pre)?Depends: ([a-z0-9.+-]+)/gm)) {
      const needed = match[1];
      if (needed !== undefined && !wanted.includes(needed) && !isInstalled(needed)) wanted.push(needed);
    }
  }
  return wanted;
}

function isInstalled(name: string): boolean {
  const status = spawnSync("dpkg-query", ["-W", "-f=${Status}", name], { encoding: "utf8" }).stdout ?? "";
  return status.startsWith("install ok installed");
}

function run(command: string, args: readonly string[], options: SpawnSyncOptions = {}): boolean {
  return spawnSync(command, args, { stdio: ["ignore", 2, 2], ...options }).status === 0;
}
