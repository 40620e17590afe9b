import type { ArcTimes } from "./arc-times.ts";
import { MinHeap } from "./min-heap.ts";
import { type RoadGraph, UNREACHABLE } from "./road-graph.ts";
import { fractionAlong, type Snap } from "./snap.ts";

/** The arcs of a path; the first and the last are driven in part only. A path within one segment has one arc. */
export interface RoadPath {
  readonly arcs: readonly number[];
  readonly durationS: number;
}

/** The quickest path between two snapped points at the given times, or null when there is none. */
export type PathSearch = (from: Snap, to: Snap, times: ArcTimes) => RoadPath | null;

const NONE = 0xffff_ffff;

/** A* guided by the graph's landmarks. Keeps buffers of the graph's size: make one, use it again. */
export function createPathSearch(graph: RoadGraph): PathSearch {
  const { nodeCount, firstArc, arcHead, arcSegment, arcTail } = graph;
  const lowerBound = createLowerBound(graph);
  const cost = new Float64Array(nodeCount);
  const bound = new Float64Array(nodeCount);
  const parentArc = new Uint32Array(nodeCount);
  /** The node before, or NONE where the path began in the middle of `parentArc`. */
  const parentNode = new Uint32Array(nodeCount);
  const seenIn = new Uint32Array(nodeCount);
  const heap = new MinHeap();
  let search = 0;

  return (from, to, { seconds: arcSeconds, boundScale }) => {
    search++;
    heap.clear();
    const [goalA, goalB] = [to.segment * 2, to.segment * 2 + 1];
    const [shareA, shareB] = [fractionAlong(to, goalA), fractionAlong(to, goalB)];
    const tails = tailsOf(graph, to.segment);
    const [firstTail] = tails;
    if (firstTail === undefined) return null;
    let best = Infinity;
    let lastArc = NONE;
    let beforeLast = NONE;

    lowerBound.aim(
      arcTail[firstArcOn(graph, from.segment * 2) ?? firstArcOn(graph, from.segment * 2 + 1) ?? 0] ?? 0,
      firstTail,
    );

    const reach = (head: number, reached: number, arc: number, node: number): void => {
      if (seenIn[head] !== search) {
        seenIn[head] = search;
        let least = Infinity;
        for (const tail of tails) least = Math.min(least, lowerBound.between(head, tail));
        bound[head] = boundScale * least;
      } else if ((cost[head] ?? 0) <= reached) return;
      cost[head] = reached;
      parentArc[head] = arc;
      parentNode[head] = node;
      heap.push(reached + (bound[head] ?? 0), head);
    };

    for (const direction of [from.segment * 2, from.segment * 2 + 1]) {
      const arc = firstArcOn(graph, direction);
      if (arc === undefined) continue;
      const seconds = arcSeconds[arc] ?? Infinity;
      const start = fractionAlong(from, direction);
      if (seconds === Infinity) continue;
      const ahead = direction === goalA ? shareA - start : direction === goalB ? shareB - start : -1;
      if (ahead >= 0 && ahead * seconds < best) {
        best = ahead * seconds;
        lastArc = arc;
      }
      reach(arcHead[arc] ?? 0, (1 - start) * seconds, arc, NONE);
    }

    while (heap.minKey < best) {
      const key = heap.minKey;
      const node = heap.pop();
      const reached = cost[node] ?? 0;
      if (key > reached + (bound[node] ?? 0)) continue;
      const end = firstArc[node + 1] ?? 0;
      for (let arc = firstArc[node] ?? 0; arc < end; arc++) {
        const seconds = arcSeconds[arc] ?? Infinity;
        if (seconds === Infinity) continue;
        const direction = arcSegment[arc] ?? 0;
        if (direction === goalA || direction === goalB) {
          const whole = reached + seconds * (direction === goalA ? shareA : shareB);
          if (whole < best) {
            best = whole;
            lastArc = arc;
            beforeLast = node;
          }
        }
        reach(arcHead[arc] ?? 0, reached + seconds, arc, node);
      }
    }
    if (lastArc === NONE) return null;
    const arcs = [lastArc];
    for (let node = beforeLast; node !== NONE; node = parentNode[node] ?? NONE) arcs.push(parentArc[node] ?? 0);
    return { arcs: arcs.reverse(), durationS: best };
  };
}

/** Where one turns into a segment: its ends, and their copies at restricted junctions. */
function tailsOf({ firstArcOn: first, arcsOn, arcTail }: RoadGraph, segment: number): readonly number[] {
  const tails = new Set<number>();
  for (let slot = first[segment * 2] ?? 0; slot < (first[segment * 2 + 2] ?? 0); slot++) {
    tails.add(arcTail[arcsOn[slot] ?? 0] ?? 0);
  }
  return [...tails];
}

/** The arc of a direction as one drives it who has just begun: copies at restricted junctions stand after it. */
export function firstArcOn(graph: RoadGraph, direction: number): number | undefined {
  const slot = graph.firstArcOn[direction] ?? 0;
  return slot < (graph.firstArcOn[direction + 1] ?? 0) ? graph.arcsOn[slot] : undefined;
}

/** Landmarks looked at in one search: those that say most about its start. More would cost more than they save. */
const ACTIVE_LANDMARKS = 8;

interface LowerBound {
  /** Chooses the landmarks for a search. */
  aim(node: number, target: number): void;
  /** Seconds that the path from a node to a target takes at least, by the triangle inequality over the landmarks. */
  between(node: number, target: number): number;
}

function createLowerBound(graph: RoadGraph): LowerBound {
  const { count, times } = graph.landmarks;
  const stride = count * 2;
  const active = new Uint32Array(Math.min(ACTIVE_LANDMARKS, count));

  const by = (landmark: number, node: number, target: number): number => {
    const [a, b] = [node * stride + landmark * 2, target * stride + landmark * 2];
    const nodeTo = times[a] ?? UNREACHABLE;
    const toTarget = times[b + 1] ?? UNREACHABLE;
    // The times are rounded down, so a difference may be one second too long.
    const outward = nodeTo < UNREACHABLE ? nodeTo - (times[b] ?? UNREACHABLE) - 1 : 0;
    const inward = toTarget < UNREACHABLE ? toTarget - (times[a + 1] ?? UNREACHABLE) - 1 : 0;
    return outward > inward ? outward : inward;
  };
  return {
    aim: (node, target) => {
      const landmarks = Array.from({ length: count }, (_, landmark) => ({
        landmark,
        bound: by(landmark, node, target),
      }));
      landmarks.sort((a, b) => b.bound - a.bound);
      for (const slot of active.keys()) active[slot] = landmarks[slot]?.landmark ?? 0;
    },
    between: (node, target) => {
      let best = 0;
      for (let slot = 0; slot < active.length; slot++) {
        const bound = by(active[slot] ?? 0, node, target);
        if (bound > best) best = bound;
      }
      return best;
    },
  };
}
