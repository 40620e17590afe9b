import type { PlaceRecord } from "@atlas/core/geocoding";
import { expect, test } from "vitest";
import { mergePlaces } from "./merge-places.ts";

function place(name: string, kind: PlaceRecord["kind"], change: Partial<PlaceRecord> = {}): PlaceRecord {
  return { name, kind, lat: -6.17, lng: 106.82, ...change };
}

test("one place by two names is one place with both, the weightier first", () => {
  const merged = mergePlaces([
    place("National Monument", "landmark", { weight: 0.8, parent: "Gambir" }),
    place("Monumen Nasional", "landmark", { weight: 1, aliases: ["Monas", "National Monument"] }),
  ]);
  expect(merged).toEqual([
    place("Monumen Nasional", "landmark", { weight: 1, aliases: ["Monas", "National Monument"], parent: "Gambir" }),
  ]);
});

test.each([
  ["areas of one name in two towns", place("Menteng", "area"), place("Menteng", "area", { lat: -6.22 })],
  ["an area and the station in it", place("Tebet", "area"), place("Tebet", "station")],
  ["two branches of one name", place("Plaza", "mall"), place("Plaza", "mall", { lat: -6.18 })],
  ["streets, whatever they are called", place("Kemang", "street"), place("Kemang", "street")],
])("%s stay two", (_, one, other) => {
  expect(mergePlaces([one, other])).toHaveLength(2);
});
