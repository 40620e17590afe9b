import type { Bounds } from "@atlas/core/bounding-box";
import { isInServiceArea } from "@atlas/core/service-area";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NodeStore } from "../osm/node-store.ts";
import type { OsmData, OsmWay } from "../osm/osm-data.ts";
import { coastLines } from "./coast-lines.ts";
import { seaFeatures } from "./sea-features.ts";
import { type Sea, seaPolygons } from "./sea-polygons.ts";

type Place = readonly [lng: number, lat: number];

const BOX: Bounds = [0, 0, 10, 10];

/** Coastlines through places; a place is a node, and places with the same coordinates are the same node. */
function extractOf(lines: readonly (readonly Place[])[], bounds: Bounds | null = BOX): OsmData {
  const positions = new NodeStore();
  const ids = new Map<string, number>();
  const idOf = (place: Place): number => {
    const known = ids.get(place.join());
    if (known !== undefined) return known;
    positions.add(ids.size + 1, Math.round(place[1] * 1e7), Math.round(place[0] * 1e7));
    ids.set(place.join(), ids.size + 1);
    return ids.size;
  };
  const ways = lines.map((line, index): OsmWay => ({
    id: index + 1,
    nodeIds: line.map(idOf),
    tags: { natural: "coastline" },
  }));
  return { bounds, positions, nodes: [], ways, relations: [] };
}

function seaOf(...lines: readonly (readonly Place[])[]): Sea {
  return seaPolygons(coastLines(extractOf(lines)), BOX);
}

function isSea({ polygons }: Pick<Sea, "polygons">, [lng, lat]: Place): boolean {
  return polygons.some((coordinates) => isInServiceArea({ type: "Polygon", coordinates }, { lat, lng }));
}

const ISLAND: Place[] = [
  [4, 7],
  [6, 7],
  [6, 9],
  [4, 9],
  [4, 7],
];

describe("the sea", () => {
  test("lies on the right of a coast that crosses the box, out to the edge", () => {
    const west: Place[] = [
      [12, 5],
      [5, 4],
      [-2, 5],
    ];
    const north = seaOf(west);
    expect([isSea(north, [5, 9]), isSea(north, [0.1, 9.9]), isSea(north, [5, 1])]).toEqual([true, true, false]);
    const south = seaOf(west.toReversed());
    expect([isSea(south, [5, 9]), isSea(south, [9.9, 0.1]), isSea(south, [5, 1])]).toEqual([false, true, true]);
  });

  test("is joined from ways in any order", () => {
    const sea = seaOf(
      [
        [5, 4],
        [-2, 5],
      ],
      [
        [12, 5],
        [8, 5],
      ],
      [
        [8, 5],
        [5, 4],
      ],
    );
    expect(sea).toMatchObject({ leftOut: 0, polygons: { length: 1 } });
    expect(isSea(sea, [5, 9])).toBe(true);
  });

  test("has its islands cut out", () => {
    const sea = seaOf(
      [
        [12, 5],
        [-2, 5],
      ],
      ISLAND.slice(0, 3),
      ISLAND.slice(2),
    );
    expect(sea).toMatchObject({ leftOut: 0, polygons: { length: 1 } });
    expect([isSea(sea, [5, 6]), isSea(sea, [5, 8])]).toEqual([true, false]);
  });

  test("around islands alone fills the box", () => {
    const sea = seaOf(ISLAND);
    expect([isSea(sea, [0.1, 0.1]), isSea(sea, [5, 8])]).toEqual([true, false]);
  });

  test("may be a lagoon that a coast encloses", () => {
    const sea = seaOf(ISLAND.toReversed());
    expect([isSea(sea, [0.1, 0.1]), isSea(sea, [5, 8])]).toEqual([false, true]);
  });

  test("lies between two coasts of a strait", () => {
    const sea = seaOf(
      [
        [12, 3],
        [-2, 3],
      ],
      [
        [-2, 6],
        [12, 6],
      ],
    );
    expect(sea.polygons).toHaveLength(1);
    expect([1, 5, 8].map((lat) => isSea(sea, [5, lat]))).toEqual([false, true, false]);
  });

  test("may be two bays of one coast that leaves the box and comes back", () => {
    const sea = seaOf([
      [12, 8],
      [8, 8],
      [8, 12],
      [2, 12],
      [2, 8],
      [-2, 8],
    ]);
    expect(sea.polygons).toHaveLength(2);
    expect([isSea(sea, [9, 9]), isSea(sea, [1, 9]), isSea(sea, [5, 9])]).toEqual([true, true, false]);
  });

  test("is not drawn without a coast, nor for a coast outside of the box", () => {
    expect(seaOf()).toEqual({ polygons: [], leftOut: 0 });
    expect(
      seaOf([
        [12, 12],
        [20, 20],
      ]),
    ).toEqual({ polygons: [], leftOut: 0 });
  });

  test("an end that the extract cut off just before its edge counts as leaving", () => {
    const sea = seaOf([
      [9.999, 5],
      [0.001, 5],
    ]);
    expect(sea.leftOut).toBe(0);
    expect([isSea(sea, [5, 9]), isSea(sea, [5, 1])]).toEqual([true, false]);
  });
});

describe("lines that make no sense", () => {
  const good: Place[] = [
    [12, 5],
    [-2, 5],
  ];

  test("one that ends in the middle is left out, with the sea of the others kept", () => {
    const sea = seaOf(good, [
      [5, 12],
      [5, 8],
    ]);
    expect(sea.leftOut).toBe(1);
    expect([isSea(sea, [5, 9]), isSea(sea, [5, 1])]).toEqual([true, false]);
  });

  test("with one left out, islands alone do not make everything sea", () => {
    const sea = seaOf(ISLAND, [
      [5, -2],
      [5, 3],
    ]);
    expect(sea.polygons).toEqual([]);
  });

  test("of two that run against each other one is left out", () => {
    const sea = seaOf(good, [
      [12, 3],
      [-2, 3],
    ]);
    expect(sea).toMatchObject({ leftOut: 1, polygons: { length: 1 } });
  });

  test("an island on land is left out", () => {
    const sea = seaOf(
      good,
      ISLAND.map(([lng, lat]): Place => [lng, lat - 6]),
    );
    expect(sea).toMatchObject({ leftOut: 1, polygons: { length: 1 } });
  });

  test("two ways with the same first node do not lead round for ever", () => {
    const sea = seaOf(good, ISLAND, ISLAND.slice(0, 3));
    expect(sea.leftOut).toBe(1);
  });
});

/** Land of any shape around a centre, anti-clockwise, that reaches over the box or not; cut into ways in any order. */
const landmass = fc.record({
  centre: fc.tuple(fc.integer({ min: -2, max: 12 }), fc.integer({ min: -2, max: 12 })),
  radii: fc.array(fc.integer({ min: 10, max: 90 }), { minLength: 4, maxLength: 24 }),
  cuts: fc.array(fc.nat(23), { maxLength: 6 }),
  isLagoon: fc.boolean(),
});

test("for any land, what is not land is sea, and the reverse for a lagoon", () => {
  fc.assert(
    fc.property(
      landmass,
      fc.array(fc.tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 })), { minLength: 20 }),
      ({ centre, radii, cuts, isLagoon }, places) => {
        const outline = radii.map((radius, index): Place => {
          const angle = (index / radii.length) * 2 * Math.PI;
          const round = (value: number): number => Math.round(value * 1e5) / 1e5 + 3e-7;
          return [
            round(centre[0] + (radius / 10) * Math.cos(angle)),
            round(centre[1] + (radius / 10) * Math.sin(angle)),
          ];
        });
        const ring = [...outline, ...outline.slice(0, 1)];
        const touches = ring.some(([x, y]) => x > 0 && x < 10 && y > 0 && y < 10);
        fc.pre(touches);
        const at = [...new Set([0, ...cuts.map((cut) => cut % outline.length), outline.length])].toSorted(
          (a, b) => a - b,
        );
        const pieces = at.slice(1).map((end, index) => ring.slice(at[index], end + 1));
        const ways = isLagoon ? pieces.map((piece) => piece.toReversed()) : pieces.toReversed();
        const sea = seaOf(...ways);
        expect(sea.leftOut).toBe(0);
        const land = { polygons: [[ring.map(([x, y]): [number, number] => [x, y])]] };
        for (const [x, y] of places) {
          const place: Place = [x / 10 + 0.003, y / 10 + 0.007];
          expect(isSea(sea, place)).toBe(isSea(land, place) === isLagoon);
        }
      },
    ),
    { numRuns: 300 },
  );
});

describe("seaFeatures", () => {
  const coast: Place[] = [
    [12, 5],
    [-2, 5],
  ];
  const streets = [1, 2, 3].map((lat) => ({ lat, lng: 5 }));

  test("are ocean in the water layer", () => {
    const { features, warnings } = seaFeatures(extractOf([coast]), { mapBounds: BOX, streets });
    expect(features).toMatchObject([{ layer: "water", minZoom: 0, properties: { kind: "ocean" } }]);
    expect(warnings).toEqual([]);
  });

  test("a sea over the streets is left out with a warning", () => {
    const { features, warnings } = seaFeatures(extractOf([coast.toReversed()]), { mapBounds: BOX, streets });
    expect(features).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(/cover the streets/)]);
  });

  test("a broken coast is reported", () => {
    const broken: Place[] = [
      [12, 5],
      [5, 5],
    ];
    const data = extractOf([broken]);
    data.positions.add(1_001, 0, 0);
    data.positions.add(1_002, 120_000_000, 120_000_000);
    const { features, warnings } = seaFeatures(data, { mapBounds: BOX, streets });
    expect(features).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(/^1 coastlines end on the way/)]);
  });

  test("an extract that does not say where it ends is taken to end where its nodes do", () => {
    const data = extractOf(
      [
        [
          [9, 5],
          [1, 5],
        ],
      ],
      null,
    );
    data.positions.add(1_001, 10_000_000, 10_000_000);
    data.positions.add(1_002, 90_000_000, 90_000_000);
    const { features, warnings } = seaFeatures(data, { mapBounds: BOX, streets });
    expect(warnings).toEqual([]);
    expect(features).toMatchObject([{ geometry: { coordinates: [expect.arrayContaining([[9, 9]])] } }]);
  });
});
