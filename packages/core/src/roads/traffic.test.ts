import { expect, test } from "vitest";
import { isMotorway, isRoadClass, ROAD_CLASSES } from "./road-class.ts";
import { leastSlowdown, REFERENCE_SLOT, speedFactor, TRAFFIC_SLOTS, trafficSlotOf } from "./traffic.ts";

const [PRIMARY, RESIDENTIAL] = [ROAD_CLASSES.indexOf("primary"), ROAD_CLASSES.indexOf("residential")];

test.each([
  ["a weekday's midnight", 0, 1.25, 1.2],
  ["the evening peak", 17, 0.6, 0.68],
  ["a weekday's last hour", 23, 1.2, 1.16],
  ["the first hour of a weekend day", 24, 1.2, 1.16],
  ["an hour at the class speed", 32, 1, 1],
  ["the last hour of a weekend day", 47, 1.15, 1.12],
])("%s (slot %s) moves main roads at %s and small streets at %s", (_, slot, main, small) => {
  expect(speedFactor(slot, PRIMARY)).toBeCloseTo(main, 12);
  expect(speedFactor(slot, RESIDENTIAL)).toBeCloseTo(small, 12);
});

test("four classes are small streets", () => {
  const small = ROAD_CLASSES.filter((_, index) => speedFactor(17, index) !== 0.6);
  expect(small).toEqual(["unclassified", "residential", "living_street", "service"]);
});

test.each([-1, TRAFFIC_SLOTS, 0.5, NaN])("there is no slot %s", (slot) => {
  expect(() => speedFactor(slot, PRIMARY)).toThrow(`traffic slot ${slot} is not 0 … 47`);
});

test("the least slowdown is that of the class that slows down least", () => {
  expect(leastSlowdown(REFERENCE_SLOT)).toBe(1);
  // Main roads take 0.84 / 0.6 as long, small streets 0.872 / 0.68.
  expect(leastSlowdown(17)).toBeCloseTo(0.872 / 0.68, 12);
  // At night it is the main roads that gain most.
  expect(leastSlowdown(2)).toBeCloseTo(0.84 / 1.3, 12);
});

test("each city has its own hour and its own weekend, asked for in any order", () => {
  const saturdayInJakarta = new Date("2026-11-20T17:30:00Z");
  expect(trafficSlotOf(saturdayInJakarta, "Asia/Jakarta")).toBe(24);
  expect(trafficSlotOf(saturdayInJakarta, "Europe/London")).toBe(17);
  expect(trafficSlotOf(saturdayInJakarta, "Asia/Jakarta")).toBe(24);
  expect(trafficSlotOf(new Date("2026-11-22T16:59:00Z"), "Asia/Jakarta")).toBe(24 + 23);
});

test("only OpenStreetMap's classes for cars are road classes, and only the first two are motorways", () => {
  expect(["motorway", "service", "footway", "", null, 0].map(isRoadClass)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(ROAD_CLASSES.filter((_, index) => isMotorway(index))).toEqual(["motorway", "motorway_link"]);
});
