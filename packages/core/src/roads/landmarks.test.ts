import { expect, test } from "vitest";
import { arcTimesAt } from "./arc-times.ts";
import { computeLandmarks } from "./landmarks.ts";
import { createPathSearch } from "./path-search.ts";
import { graphOf, near, type TestRoad } from "./road-fixture.ts";
import { type RoadGraph, UNREACHABLE } from "./road-graph.ts";
import { createSnapper } from "./snap.ts";
import { REFERENCE_SLOT } from "./traffic.ts";

/** Every street of a square of blocks; the first to the north may be one-way. */
function town(size: number, first: "both" | "forward" = "both"): TestRoad[] {
  const roads: TestRoad[] = [];
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const id = row * 100 + column;
      if (column + 1 < size) roads.push({ at: [id, id + 1] });
      if (row + 1 < size) roads.push({ at: [id, id + 100], direction: column === 0 ? first : "both" });
    }
  }
  return roads;
}

/** Seconds from the node to all others, or to it from all others: Bellman–Ford, slow and plainly right. */
function exact(graph: RoadGraph, node: number, isTo: boolean): number[] {
  const { seconds } = arcTimesAt(graph, REFERENCE_SLOT, true);
  const times = Array.from({ length: graph.nodeCount }, (_, each) => (each === node ? 0 : Infinity));
  for (let round = 0; round < graph.nodeCount; round += 1) {
    for (let arc = 0; arc < graph.arcCount; arc += 1) {
      const [tail, head] = [graph.arcTail[arc] ?? 0, graph.arcHead[arc] ?? 0];
      const [near, far] = isTo ? [head, tail] : [tail, head];
      times[far] = Math.min(times[far] ?? Infinity, (times[near] ?? Infinity) + (seconds[arc] ?? 0));
    }
  }
  return times;
}

test("the times to and from a landmark are the shortest, in whole seconds rounded down", () => {
  const graph = graphOf([...town(4, "forward"), { at: [303, 304], direction: "forward" }]);
  const { count, times } = computeLandmarks(graph);
  expect(times).toHaveLength(graph.nodeCount * count * 2);
  for (let landmark = 0; landmark < count; landmark += 1) {
    const column = (offset: number): number[] =>
      Array.from({ length: graph.nodeCount }, (_, node) => times[(node * count + landmark) * 2 + offset] ?? NaN);
    // At the landmark itself both directions take no time.
    const [inward, outward] = [column(0), column(1)];
    const node = inward.findIndex((time, index) => time === 0 && outward[index] === 0);
    const whole = (of: number[]): number[] => of.map((time) => (time === Infinity ? UNREACHABLE : Math.floor(time)));
    expect(inward).toEqual(whole(exact(graph, node, true)));
    expect(outward).toEqual(whole(exact(graph, node, false)));
  }
});

test("the first landmarks are the ends of the arms of a town that has four", () => {
  const graph = graphOf([
    { at: [505, 506, 507, 508, 509, 510] },
    { at: [505, 504, 503, 502, 501, 500] },
    { at: [505, 605, 705, 805, 905, 1005] },
    { at: [505, 405, 305, 205, 105, 5] },
    // A street that leads nowhere near as far, and one out of town from which nobody comes back.
    { at: [505, 606] },
    { at: [606, 606 + 20], direction: "forward" },
  ]);
  const { count, times } = computeLandmarks(graph);
  expect(count).toBe(16);
  const places = Array.from({ length: 4 }, (_, landmark) => {
    const node = [...graph.nodeLat.keys()].findIndex((each) => {
      const slot = (each * count + landmark) * 2;
      return times[slot] === 0 && times[slot + 1] === 0;
    });
    return `${graph.nodeLat[node]},${graph.nodeLng[node]}`;
  });
  expect(places.toSorted()).toEqual(["0,50000", "100000,50000", "50000,0", "50000,100000"]);
});

test("a graph without roads has no landmarks", () => {
  expect(computeLandmarks(graphOf([]))).toEqual({ count: 0, times: new Uint16Array() });
});

test("guided by landmarks a search along one street hardly looks at the rest of the town", () => {
  const graph = graphOf(town(20));
  const looked = (of: RoadGraph): number => {
    const snap = createSnapper(of);
    const [from, to] = [snap(near(1001, 0, 0.5), "any"), snap(near(1017, 0, 0.5), "any")];
    if (from === null || to === null) throw new Error("both are on the street");
    const { seconds, boundScale } = arcTimesAt(of, REFERENCE_SLOT, true);
    const read = new Set<string | symbol>();
    const watched = new Proxy(seconds, {
      get: (array, arc) => {
        read.add(arc);
        return Reflect.get(array, arc);
      },
    });
    const path = createPathSearch(of)(from, to, { seconds: watched, boundScale });
    expect(path?.arcs).toHaveLength(17);
    return read.size;
  };
  const blind = looked({ ...graph, landmarks: { count: 0, times: new Uint16Array() } });
  const guided = looked(graph);
  expect(blind).toBeGreaterThan(graph.arcCount / 2);
  expect(guided).toBeLessThan(blind / 10);
});
