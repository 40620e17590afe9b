import { createHash, type Hash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const NOT_SOURCES = new Set(["node_modules", ".next", "next-env.d.ts", ".turbo"]);

/** A digest of the files and folders (with all below them) that something is built from. */
export function hashSources(root: string, paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of paths) add(hash, root, path);
  return hash.digest("hex");
}

function add(hash: Hash, root: string, path: string): void {
  const full = join(root, path);
  if (!existsSync(full)) return;
  if (!statSync(full).isDirectory()) {
    hash.update(path).update("\0").update(readFileSync(full));
    return;
  }
  for (const name of readdirSync(full).toSorted()) {
    if (!NOT_SOURCES.has(name) && !/\.(test|tsbuildinfo)/.test(name)) add(hash, root, join(path, name));
  }
}
