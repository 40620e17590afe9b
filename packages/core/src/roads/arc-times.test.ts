import { expect, test } from "vitest";
import { arcTimesAt } from "./arc-times.ts";
import { graphOf } from "./road-fixture.ts";
import { leastSlowdown } from "./traffic.ts";

/** A block at the equator: 0.001° on a sphere of 6,371,008.8 m. */
const BLOCK_M = 111.195;

test("an arc takes its length at the speed of its class, its limit and the hour", () => {
  const graph = graphOf([
    { at: [1, 2], roadClass: "primary" },
    { at: [2, 3], roadClass: "residential" },
    { at: [3, 4], roadClass: "primary", maxKph: 20 },
    { at: [4, 5], roadClass: "primary", maxKph: 90 },
    { at: [5, 6], roadClass: "primary", maxKph: 1 },
  ]);
  const { seconds, boundScale } = arcTimesAt(graph, 17, true);
  const secondsAt = (kph: number): unknown => expect.closeTo((BLOCK_M * 3.6) / kph, 2);
  const bySegment = Array.from({ length: graph.segmentCount }, (_, segment) => {
    return seconds[graph.arcSegment.indexOf(segment * 2)];
  });
  expect(bySegment).toEqual([34 * 0.6, 19 * 0.68, 20 * 0.6, 34 * 0.6, 5 * 0.6].map(secondsAt));
  expect(boundScale).toBe(leastSlowdown(17));
});

test("without motorways they and their ramps take for ever, and nothing else does", () => {
  const graph = graphOf([
    { at: [1, 2], roadClass: "motorway", direction: "forward" },
    { at: [2, 3], roadClass: "motorway_link", direction: "forward" },
    { at: [3, 4], roadClass: "trunk", direction: "forward" },
  ]);
  const of = (mayUseMotorways: boolean): number[] =>
    [0, 2, 4].map((direction) => {
      return arcTimesAt(graph, 12, mayUseMotorways).seconds[graph.arcSegment.indexOf(direction)] ?? NaN;
    });
  expect(of(true).every(Number.isFinite)).toBe(true);
  expect(of(false)).toEqual([Infinity, Infinity, of(true)[2]]);
});
