import { MinHeap } from "./min-heap.ts";
import type { RoadGraph } from "./road-graph.ts";
import { firstArcOn } from "./path-search.ts";
import { fractionAlong, type Snap } from "./snap.ts";

export interface RoadEta {
  readonly durationS: number;
  readonly distanceM: number;
}

export interface EtaSearchOptions {
  readonly arcSeconds: Float32Array;
  readonly maxDurationS: number;
}

/** The quickest time from each origin to one destination, in their order; null where it takes longer than allowed. */
export type EtaSearch = (
  destination: Snap,
  origins: readonly (Snap | null)[],
  options: EtaSearchOptions,
) => (RoadEta | null)[];

/**
 * One Dijkstra search from the destination against the arcs serves every origin; it ends at the time limit or when the last
 * origin is reached. Keeps buffers of the graph's size: make one, use it again.
 */
export function createEtaSearch(graph: RoadGraph): EtaSearch {
  const { nodeCount, arcHead, arcTail, arcSegment, firstArcIn, arcsIn, segmentLengthM } = graph;
  const cost = new Float64Array(nodeCount);
  const lengthM = new Float64Array(nodeCount);
  const seenIn = new Uint32Array(nodeCount);
  const wantedIn = new Uint32Array(nodeCount);
  const heap = new MinHeap();
  let search = 0;

  return (destination, origins, { arcSeconds, maxDurationS }) => {
    search++;
    heap.clear();
    let wanted = 0;
    for (const origin of origins) {
      if (origin === null) continue;
      for (const direction of [origin.segment * 2, origin.segment * 2 + 1]) {
        const arc = firstArcOn(graph, direction);
        if (arc === undefined) continue;
        const head = arcHead[arc] ?? 0;
        if (wantedIn[head] === search) continue;
        wantedIn[head] = search;
        wanted++;
      }
    }

    const reach = (node: number, seconds: number, metres: number): void => {
      if (seenIn[node] === search && (cost[node] ?? 0) <= seconds) return;
      seenIn[node] = search;
      cost[node] = seconds;
      lengthM[node] = metres;
      heap.push(seconds, node);
    };

    for (const direction of [destination.segment * 2, destination.segment * 2 + 1]) {
      const share = fractionAlong(destination, direction);
      const metres = share * (segmentLengthM[destination.segment] ?? 0);
      const end = graph.firstArcOn[direction + 1] ?? 0;
      for (let slot = graph.firstArcOn[direction] ?? 0; slot < end; slot++) {
        const arc = graph.arcsOn[slot] ?? 0;
        const seconds = share * (arcSeconds[arc] ?? Infinity);
        if (seconds <= maxDurationS) reach(arcTail[arc] ?? 0, seconds, metres);
      }
    }

    while (heap.size > 0 && wanted > 0) {
      const reached = heap.minKey;
      const node = heap.pop();
      if (reached > (cost[node] ?? 0)) continue;
      if (wantedIn[node] === search) {
        wantedIn[node] = 0;
        wanted--;
      }
      const metres = lengthM[node] ?? 0;
      const end = firstArcIn[node + 1] ?? 0;
      for (let slot = firstArcIn[node] ?? 0; slot < end; slot++) {
        const arc = arcsIn[slot] ?? 0;
        const seconds = reached + (arcSeconds[arc] ?? Infinity);
        if (seconds > maxDurationS) continue;
        reach(arcTail[arc] ?? 0, seconds, metres + (segmentLengthM[(arcSegment[arc] ?? 0) >> 1] ?? 0));
      }
    }
    return origins.map((origin) => (origin === null ? null : etaOf(origin, destination, arcSeconds, maxDurationS)));
  };

  function etaOf(origin: Snap, destination: Snap, arcSeconds: Float32Array, maxDurationS: number): RoadEta | null {
    let durationS = Infinity;
    let distanceM = 0;
    const segmentM = segmentLengthM[origin.segment] ?? 0;
    for (const direction of [origin.segment * 2, origin.segment * 2 + 1]) {
      const arc = firstArcOn(graph, direction);
      if (arc === undefined) continue;
      const start = fractionAlong(origin, direction);
      const seconds = arcSeconds[arc] ?? Infinity;
      const head = arcHead[arc] ?? 0;
      const ahead = origin.segment === destination.segment ? fractionAlong(destination, direction) - start : -1;
      if (ahead >= 0 && ahead * seconds < durationS) {
        durationS = ahead * seconds;
        distanceM = ahead * segmentM;
      }
      const whole = (1 - start) * seconds + (cost[head] ?? 0);
      if (seenIn[head] === search && whole < durationS) {
        durationS = whole;
        distanceM = (1 - start) * segmentM + (lengthM[head] ?? 0);
      }
    }
    return durationS <= maxDurationS ? { durationS, distanceM } : null;
  }
}
