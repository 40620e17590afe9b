import type { ImportGraph } from "./import-graph.ts";

/**
 * The circles of a graph, each as the path from a node back to itself, without naming it twice. Of circles that share a node,
 * one is found: the next shows when it is broken.
 */
export function findCircles(graph: ImportGraph): readonly (readonly string[])[] {
  const circles: (readonly string[])[] = [];
  const inCircle = new Set<string>();
  for (const start of graph.keys()) {
    if (inCircle.has(start)) continue;
    const circle = shortestPathBack(graph, start);
    if (circle === null) continue;
    circles.push(circle);
    for (const node of circle) inCircle.add(node);
  }
  return circles;
}

/** Breadth first; null when nothing leads back. */
function shortestPathBack(graph: ImportGraph, start: string): readonly string[] | null {
  const seen = new Set<string>();
  let paths: (readonly [string, ...string[]])[] = [[start]];
  while (paths.length > 0) {
    const longer: typeof paths = [];
    for (const path of paths) {
      for (const next of graph.get(path[0]) ?? []) {
        if (next === start) return path.toReversed();
        if (seen.has(next)) continue;
        seen.add(next);
        longer.push([next, ...path]);
      }
    }
    paths = longer;
  }
  return null;
}
