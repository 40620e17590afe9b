import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { ROOT } from "@atlas/stack/paths";
import { expect, test } from "vitest";
import { z } from "zod";

const names = z.record(z.string(), z.string()).default({});
const manifestSchema = z.object({ name: z.string(), dependencies: names, exports: names });
type Manifest = z.output<typeof manifestSchema> & { readonly dir: string };

/** What the images run, and what is run in them by hand. */
const ENTRIES = [
  "apps/gateway/src/main.ts",
  "apps/worker/src/main.ts",
  "tools/cli/migrate.ts",
  "tools/cli/setup.ts",
  "tools/cli/service.ts",
];
/** Imports and exports of values, imports when they are needed, and files of threads; types are gone when the code runs. */
const IMPORTS =
  /^(?:import|export) (?!type )(?:[^;]*? from )?"([^"]+)";|\bimport\("([^"]+)"\)|new URL\("(\.[^"]+\.ts)", import\.meta\.url\)/gm;

const manifests = new Map<string, Manifest>();

/** The package that a file belongs to. */
function manifestOf(file: string): Manifest {
  let dir = dirname(file);
  while (!existsSync(join(dir, "package.json"))) dir = dirname(dir);
  const known = manifests.get(dir);
  if (known !== undefined) return known;
  const read = { ...manifestSchema.parse(JSON.parse(readFileSync(join(dir, "package.json"), "utf8"))), dir };
  manifests.set(dir, read);
  return read;
}

/** Every import of a package that the importer's own `dependencies` do not bring, on all paths from the entry. */
function missingFrom(entry: string): string[] {
  const missing: string[] = [];
  const seen = new Set<string>();
  const toRead = [join(ROOT, entry)];
  for (const file of toRead) {
    if (seen.has(file)) continue;
    seen.add(file);
    const own = manifestOf(file);
    for (const [, imported, later, thread] of readFileSync(file, "utf8").matchAll(IMPORTS)) {
      const name = imported ?? later ?? thread ?? "";
      if (name.startsWith("node:")) continue;
      if (name.startsWith(".")) {
        if (name.endsWith(".ts")) toRead.push(resolve(dirname(file), name));
        continue;
      }
      const [first = "", second = ""] = name.split("/");
      const packageName = first.startsWith("@") ? `${first}/${second}` : first;
      if (!(packageName in own.dependencies)) missing.push(`${relative(ROOT, file)}: ${packageName}`);
      else if (first === "@atlas") toRead.push(fileOf(own, packageName, name));
    }
  }
  return missing;
}

/** The file behind a public name of a package of ours. */
function fileOf(importer: Manifest, packageName: string, name: string): string {
  const dir = join(importer.dir, "node_modules", packageName);
  const { exports } = manifestOf(join(dir, "package.json"));
  return join(dir, exports[`.${name.slice(packageName.length)}`] ?? "");
}

test.each(ENTRIES)("%s imports only what its image installs", (entry) => {
  expect(missingFrom(entry)).toEqual([]);
});
