import { expect, test } from "vitest";
import { roadWayOf } from "./road-ways.ts";

test("a bus lane that is mapped as an ordinary road is not driven on", () => {
  const tags = { highway: "primary", name: "Transjakarta Busway Koridor 1" };
  expect(roadWayOf({ id: 1, nodeIds: [1, 2], tags })).toBeNull();
  expect(roadWayOf({ id: 1, nodeIds: [1, 2], tags: { ...tags, name: "Jalan M.H. Thamrin" } })).toMatchObject({
    roadClass: "primary",
  });
});
