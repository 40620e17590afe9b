import { existsSync } from "node:fs";
import { join } from "node:path";

import { findCircles } from "./find-circles.ts";
import { readImportGraph } from "./import-graph.ts";
import { LAYERS } from "./layer-table.ts";

/** Every circle of files that import one another, types too, in any package of a repository, one sentence each. */
export function findFileCircles(root: string): string[] {
  return Object.keys(LAYERS)
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => findCircles(readImportGraph(root, folder)))
    .map((circle) => `files import in a circle: ${[...circle, circle[0]].join(" → ")}`);
}
