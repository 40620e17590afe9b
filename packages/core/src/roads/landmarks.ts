import { arcTimesAt } from "./arc-times.ts";
import { MinHeap } from "./min-heap.ts";
import { type LandmarkTables, MAIN, type RoadGraph, UNREACHABLE } from "./road-graph.ts";
import { REFERENCE_SLOT } from "./traffic.ts";

const LANDMARKS = 16;

/**
 * Picks nodes at the edge of the graph, each as far as possible from those before, and measures the times to and from
 * them (ALT: Goldberg and Harrelson, "Computing the shortest path: A* search meets graph theory", 2005).
 */
export function computeLandmarks(graph: RoadGraph): LandmarkTables {
  const start = graph.nodeFlags.findIndex((flags) => (flags & MAIN) !== 0);
  if (start === -1) return { count: 0, times: new Uint16Array() };
  const { seconds } = arcTimesAt(graph, REFERENCE_SLOT, true);
  const times = new Uint16Array(graph.nodeCount * LANDMARKS * 2).fill(UNREACHABLE);
  let nearest = timesFrom(graph, seconds, start);
  for (let index = 0; index < LANDMARKS; index++) {
    const landmark = farthest(graph, nearest);
    const outward = timesFrom(graph, seconds, landmark);
    const inward = timesTo(graph, seconds, landmark);
    for (let node = 0; node < graph.nodeCount; node++) {
      const slot = (node * LANDMARKS + index) * 2;
      times[slot] = Math.min(UNREACHABLE, inward[node] ?? UNREACHABLE);
      times[slot + 1] = Math.min(UNREACHABLE, outward[node] ?? UNREACHABLE);
    }
    nearest = index === 0 ? outward : nearest.map((time, node) => Math.min(time, outward[node] ?? Infinity));
  }
  return { count: LANDMARKS, times };
}

/** Only of the strongly connected part: a dead end of one-way streets would say nothing about the path back. */
function farthest(graph: RoadGraph, times: Float64Array): number {
  let node = 0;
  let longest = -1;
  for (const [candidate, time] of times.entries()) {
    const isMain = ((graph.nodeFlags[candidate] ?? 0) & MAIN) !== 0;
    if (isMain && time !== Infinity && time > longest) [node, longest] = [candidate, time];
  }
  return node;
}

function timesFrom(graph: RoadGraph, seconds: Float32Array, source: number): Float64Array {
  return dijkstra(source, graph.nodeCount, (node, relax) => {
    for (let arc = graph.firstArc[node] ?? 0; arc < (graph.firstArc[node + 1] ?? 0); arc++) {
      relax(graph.arcHead[arc] ?? 0, seconds[arc] ?? Infinity);
    }
  });
}

function timesTo(graph: RoadGraph, seconds: Float32Array, target: number): Float64Array {
  return dijkstra(target, graph.nodeCount, (node, relax) => {
    for (let slot = graph.firstArcIn[node] ?? 0; slot < (graph.firstArcIn[node + 1] ?? 0); slot++) {
      const arc = graph.arcsIn[slot] ?? 0;
      relax(graph.arcTail[arc] ?? 0, seconds[arc] ?? Infinity);
    }
  });
}

type Expand = (node: number, relax: (next: number, weight: number) => void) => void;

function dijkstra(source: number, nodeCount: number, expand: Expand): Float64Array {
  const times = new Float64Array(nodeCount).fill(Infinity);
  const heap = new MinHeap();
  times[source] = 0;
  heap.push(0, source);
  while (heap.size > 0) {
    const time = heap.minKey;
    const node = heap.pop();
    if (time > (times[node] ?? 0)) continue;
    expand(node, (next, weight) => {
      const candidate = time + weight;
      if (candidate < (times[next] ?? 0)) {
        times[next] = candidate;
        heap.push(candidate, next);
      }
    });
  }
  return times;
}
