import { globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

import { readImports } from "./read-imports.ts";

/** What imports what, types too, by name. */
export type ImportGraph = ReadonlyMap<string, ReadonlySet<string>>;

/** The source files of a package and which of them each imports, as paths from the repository's root. */
export function readImportGraph(root: string, folder: string): ImportGraph {
  const files = globSync("**/*.{ts,tsx,mts,mjs}", {
    cwd: join(root, folder),
    exclude: (path) => /(^|\/)(node_modules|\.next|public)$/.test(path),
  }).map((file) => posix.join(folder, file));
  const known = new Set(files);
  return new Map(
    files.toSorted().map((file) => {
      const relative = readImports(readFileSync(join(root, file), "utf8")).filter(({ specifier }) =>
        specifier.startsWith("."),
      );
      const targets = relative.map(({ specifier }) => posix.join(posix.dirname(file), specifier));
      return [file, new Set(targets.filter((target) => known.has(target)))];
    }),
  );
}
