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

function add(hash: Hash, root: string, path: string, generated: readonly string[] = []): void {
  const full = join(root, path);
  if (!existsSync(full)) return;
  if (!statSync(full).isDirectory()) {
    hash.update(path).update("\0").update(readFileSync(full));
    return;
  }
  const made = [...generated, ...generatedIn(full)];
  for (const name of readdirSync(full).toSorted()) {
    const isSource = !NOT_SOURCES.has(name) && !/\.(test|tsbuildinfo)/.test(name) && !made.includes(join(full, name));
    if (isSource) add(hash, root, join(path, name), made);
  }
}

/** What the folder's own .gitignore names by path: files that a build makes. */
function generatedIn(folder: string): string[] {
  const file = join(folder, ".gitignore");
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.map((line) => line.trim()).flatMap((line) => (line === "" ? [] : [join(folder, line)]));
}
