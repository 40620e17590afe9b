import { describe, expect, test } from "vitest";
import type { OsmMember } from "./osm/osm-data.ts";
import { restrictionsOf, roadWayOf } from "./road-ways.ts";

test("a bus lane that is mapped as an ordinary road is not driven on", () => {
  const tags = { highway: "primary", name: "Transjakarta Busway Koridor 1" };
  expect(roadWayOf({ id: 1, nodeIds: [1, 2], tags })).toBeNull();
  expect(roadWayOf({ id: 1, nodeIds: [1, 2], tags: { ...tags, name: "Jalan M.H. Thamrin" } })).toMatchObject({
    roadClass: "primary",
  });
});

describe("restrictions", () => {
  const from = { type: "way", id: 1, role: "from" } as const;
  const to = { type: "way", id: 9, role: "to" } as const;
  const node = { type: "node", id: 5, role: "via" } as const;
  const wayVia = (id: number): OsmMember => ({ type: "way", id, role: "via" });
  const read = (members: readonly OsmMember[], tags: Readonly<Record<string, string>>) =>
    restrictionsOf({ id: 1, members, tags: { type: "restriction", ...tags } });

  test("lead over a node or over ways", () => {
    expect(read([from, node, to], { restriction: "no_left_turn" })).toEqual([
      { kind: "no", fromWayId: 1, via: { nodeId: 5 }, toWayId: 9 },
    ]);
    expect(read([from, wayVia(6), wayVia(7), to], { restriction: "only_straight_on" })).toEqual([
      { kind: "only", fromWayId: 1, via: { wayIds: [6, 7] }, toWayId: 9 },
    ]);
  });

  test("of entry may have several beginnings", () => {
    const second = { ...from, id: 2 };
    expect(read([from, second, node, to], { restriction: "no_entry" }).map(({ fromWayId }) => fromWayId)).toEqual([
      1, 2,
    ]);
  });

  test.each([
    ["for others", [from, node, to], { "restriction:hgv": "no_left_turn" }],
    ["that let cars pass", [from, node, to], { restriction: "no_left_turn", except: "psv;motorcar" }],
    ["by the hour", [from, node, to], { "restriction:conditional": "no_left_turn @ (06:00-09:00)" }],
    ["without a via", [from, to], { restriction: "no_left_turn" }],
    ["without a beginning", [node, to], { restriction: "no_left_turn" }],
    ["of no known kind", [from, node, to], { restriction: "maybe" }],
  ])("%s do not bind", (_, members, tags) => {
    expect(read(members, tags)).toEqual([]);
  });
});
