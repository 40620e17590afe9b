import { buildRoadGraph } from "./build-road-graph.ts";
import type { RoadGraph } from "./road-graph.ts";
import type { RoadWay, TurnRestriction } from "./road-network.ts";

/** A road of a test: `at` are node ids of a square lattice, id = row × 100 + column, 0.001° (111 m) apart near the equator. */
export type TestRoad = Partial<RoadWay> & { readonly at: readonly number[] };

/** Builds a graph from roads on the lattice. Node 9999 is one that the extract lacks. */
export function graphOf(roads: readonly TestRoad[], restrictions: readonly TurnRestriction[] = []): RoadGraph {
  return buildRoadGraph({
    ways: roads.map(({ at, ...road }, index) => ({
      id: index + 1,
      nodeIds: at,
      roadClass: "residential",
      direction: "both",
      name: null,
      ...road,
    })),
    positionOf: (id) => (id === 9999 ? null : { latE7: Math.floor(id / 100) * 10_000, lngE7: (id % 100) * 10_000 }),
    restrictions,
  });
}

/** The lattice node's position, moved by shares of a block. */
export function near(id: number, north = 0, east = 0): { lat: number; lng: number } {
  return { lat: (Math.floor(id / 100) + north) * 0.001, lng: ((id % 100) + east) * 0.001 };
}
