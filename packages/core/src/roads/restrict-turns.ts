import type { TurnRestriction, RoadWay } from "./road-network.ts";

/** The road between two junctions, as points of the network. */
export interface Segment {
  readonly way: RoadWay;
  readonly from: number;
  readonly to: number;
  readonly shape: readonly number[];
  readonly lengthM: number;
}

/** One direction of travel on a segment. */
export interface Arc {
  tail: number;
  head: number;
  /** Twice the segment's index, plus 1 when driven against its shape. */
  readonly segment: number;
}

export interface Restrictable {
  readonly segments: readonly Segment[];
  readonly arcs: Arc[];
  readonly nodePoints: number[];
  readonly viaNodeOf: (viaNodeId: number) => number | undefined;
}

/** Leads each restricted arrival into a copy of the junction that has only the allowed departures. */
export function restrictTurns(graph: Restrictable, restrictions: readonly TurnRestriction[]): void {
  const rulesAt = new Map<number, TurnRestriction[]>();
  for (const rule of restrictions) {
    const via = graph.viaNodeOf(rule.viaNodeId);
    if (via !== undefined) rulesAt.set(via, [...(rulesAt.get(via) ?? []), rule]);
  }
  const arrivalsAt = Map.groupBy(graph.arcs, (arc) => (rulesAt.has(arc.head) ? arc.head : -1));
  const departuresAt = Map.groupBy(graph.arcs, (arc) => (rulesAt.has(arc.tail) ? arc.tail : -1));
  const wayIdOf = (arc: Arc): number | undefined => graph.segments[arc.segment >> 1]?.way.id;

  for (const [via, rules] of rulesAt) {
    for (const arrival of arrivalsAt.get(via) ?? []) {
      const applying = rules.filter((rule) => rule.fromWayId === wayIdOf(arrival));
      if (applying.length === 0) continue;
      const copy = graph.nodePoints.push(graph.nodePoints[via] ?? 0) - 1;
      arrival.head = copy;
      for (const departure of departuresAt.get(via) ?? []) {
        if (!isAllowed(applying, wayIdOf(departure))) continue;
        const arc = { tail: copy, head: departure.head, segment: departure.segment };
        graph.arcs.push(arc);
        // The copy arrives at the next junction too, whose rules may still be to come.
        arrivalsAt.get(arc.head)?.push(arc);
      }
    }
  }
}

function isAllowed(rules: readonly TurnRestriction[], toWayId: number | undefined): boolean {
  const only = rules.filter((rule) => rule.kind === "only");
  if (only.length > 0 && !only.some((rule) => rule.toWayId === toWayId)) return false;
  return !rules.some((rule) => rule.kind === "no" && rule.toWayId === toWayId);
}
