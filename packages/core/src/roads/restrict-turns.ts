import { findForbiddenPaths } from "./forbidden-paths.ts";
import { createPathMatcher } from "./path-matcher.ts";
import type { Restrictable } from "./restrictable.ts";
import type { TurnRestriction } from "./road-network.ts";

/**
 * Takes forbidden turns out of the graph. A car that has driven the beginning of a forbidden path is led into copies of the
 * junctions on it, from which the forbidden arc does not depart (Villeneuve and Desaulniers, "The shortest path problem with
 * forbidden paths", 2005). Arcs of the copies stand after those that they copy.
 */
export function restrictTurns(graph: Restrictable, restrictions: readonly TurnRestriction[]): void {
  const { arcs, nodePoints } = graph;
  const departuresAt = Map.groupBy([...arcs], (arc) => arc.tail);
  const paths = findForbiddenPaths(graph, restrictions, (node) => departuresAt.get(node) ?? []);
  if (paths.length === 0) return;

  const matcher = createPathMatcher(paths.map((path) => path.map((arc) => arc.segment)));
  const arcOf = new Map(arcs.map((arc) => [arc.segment, arc]));
  const headOf = new Map(arcs.map((arc) => [arc.segment, arc.head]));
  const copies = matcher.states.map(({ lastArc }) => nodePoints.push(nodePoints[headOf.get(lastArc) ?? 0] ?? 0) - 1);
  /** Where an arc leads a car that was in `state`: to the junction itself, or to its copy that remembers. */
  const headAfter = (state: number, segment: number): number =>
    copies[matcher.after(state, segment) - 1] ?? headOf.get(segment) ?? 0;

  const departures = matcher.states.map(({ lastArc }) => departuresAt.get(headOf.get(lastArc) ?? -1) ?? []);
  for (const { state, firstArc } of matcher.beginnings) {
    const arc = arcOf.get(firstArc);
    const copy = copies[state - 1];
    if (arc !== undefined && copy !== undefined) arc.head = copy;
  }
  for (const [index, { forbidden }] of matcher.states.entries()) {
    for (const { segment } of departures[index] ?? []) {
      if (forbidden.has(segment)) continue;
      arcs.push({ tail: copies[index] ?? 0, head: headAfter(index + 1, segment), segment });
    }
  }
}
