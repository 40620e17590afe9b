import type { Arc, Restrictable } from "./restrictable.ts";
import type { TurnRestriction } from "./road-network.ts";

/** Arcs that may not be driven one after the other. */
export type ForbiddenPath = readonly Arc[];

/** Longer via ways than this are mistakes in the map. */
const MAX_VIA_ARCS = 64;

interface Compulsion {
  readonly driven: readonly Arc[];
  readonly allowed: Set<number>;
}

/**
 * The paths that the restrictions forbid: `from` – via – `to`, or with `only_*` every other way off the via node or way. A
 * restriction whose members do not meet, or whose `to` cannot be driven from there, forbids nothing.
 */
export function findForbiddenPaths(
  graph: Restrictable,
  restrictions: readonly TurnRestriction[],
  departuresAt: (node: number) => readonly Arc[],
): ForbiddenPath[] {
  const wayIdOf = (arc: Arc): number | undefined => graph.segments[arc.segment >> 1]?.way.id;
  const onWay = (arcs: readonly Arc[], wayId: number): Arc[] => arcs.filter((arc) => wayIdOf(arc) === wayId);
  const fromWays = new Set(restrictions.map(({ fromWayId }) => fromWayId));
  const arcsOfFrom = Map.groupBy(graph.arcs, (arc) => {
    const wayId = wayIdOf(arc);
    return wayId !== undefined && fromWays.has(wayId) ? wayId : null;
  });

  const forbidden: ForbiddenPath[] = [];
  const compulsions = new Map<string, Compulsion>();
  const compel = (driven: readonly Arc[], allowed: readonly Arc[]): void => {
    const key = driven.map(({ segment }) => segment).join();
    const known = compulsions.get(key) ?? { driven, allowed: new Set() };
    for (const { segment } of allowed) known.allowed.add(segment);
    compulsions.set(key, known);
  };

  for (const rule of restrictions) {
    const arrivals = arcsOfFrom.get(rule.fromWayId) ?? [];
    for (const driven of approaches(graph, rule, arrivals, (node, wayId) => onWay(departuresAt(node), wayId))) {
      const last = driven[driven.length - 1];
      const onTo = last === undefined ? [] : onWay(departuresAt(last.head), rule.toWayId);
      // From a way over a node to the same way is back, and not straight on where the way goes through.
      const isBack = rule.kind === "no" && driven.length === 1 && rule.fromWayId === rule.toWayId;
      const ends = isBack ? onTo.filter(({ segment }) => segment === ((last?.segment ?? 0) ^ 1)) : onTo;
      if (ends.length === 0) continue;
      // A compulsion holds all along the via way. A ban cannot be evaded by turning back on the way and driving it again.
      for (let length = 2; length < driven.length; length++) {
        const part = driven.slice(0, length);
        if (rule.kind === "only") compel(part, driven.slice(length, length + 1));
        else forbidden.push(...backwards(part, departuresAt));
      }
      if (rule.kind === "only") compel(driven, ends);
      else forbidden.push(...ends.map((end) => [...driven, end]), ...backwards(driven, departuresAt));
    }
  }
  for (const { driven, allowed } of compulsions.values()) {
    const last = driven[driven.length - 1];
    const others = last === undefined ? [] : departuresAt(last.head).filter(({ segment }) => !allowed.has(segment));
    forbidden.push(...others.map((other) => [...driven, other]));
  }
  return forbidden;
}

function backwards(driven: readonly Arc[], departuresAt: (node: number) => readonly Arc[]): ForbiddenPath[] {
  const last = driven[driven.length - 1];
  if (last === undefined || driven.length < 2) return [];
  const back = departuresAt(last.head).find(({ segment }) => segment === (last.segment ^ 1));
  return back === undefined ? [] : [[...driven, back]];
}

/** The connections between the `from` way and the start of the `to` way: an arc that ends at the via node, or with it the arcs of the via ways. */
function approaches(
  graph: Restrictable,
  { via, toWayId }: TurnRestriction,
  arrivals: readonly Arc[],
  departuresOn: (node: number, wayId: number) => Arc[],
): Arc[][] {
  if ("nodeId" in via) {
    const node = graph.viaNodeOf(via.nodeId);
    return arrivals.filter((arrival) => arrival.head === node).map((arrival) => [arrival]);
  }
  const found: Arc[][] = [];
  const follow = (driven: readonly Arc[], viaIndex: number): void => {
    const last = driven[driven.length - 1];
    const wayId = via.wayIds[viaIndex];
    if (last === undefined || wayId === undefined || driven.length > MAX_VIA_ARCS) return;
    for (const arc of departuresOn(last.head, wayId)) {
      const isBack = arc.segment === (last.segment ^ 1) || driven.slice(1).some(({ tail }) => tail === arc.head);
      if (isBack) continue;
      const path = [...driven, arc];
      const nextWayId = via.wayIds[viaIndex + 1] ?? toWayId;
      const isThere = departuresOn(arc.head, nextWayId).some(({ segment }) => segment !== (arc.segment ^ 1));
      if (!isThere) follow(path, viaIndex);
      else if (viaIndex === via.wayIds.length - 1) found.push(path);
      else follow(path, viaIndex + 1);
    }
  };
  for (const arrival of arrivals) follow([arrival], 0);
  return found;
}
