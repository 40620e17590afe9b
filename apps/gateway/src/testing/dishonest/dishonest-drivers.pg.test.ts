import { expect, test } from "vitest";
import { runDishonest } from "./run-dishonest.ts";
import { CHEAT_METHODS } from "./rides.ts";

test("of thirty trips the ten of cheats earn nothing beyond what they are worth, and honest drivers lose nothing", async () => {
  const { tallies, faults } = await runDishonest({ trips: 30, ridesPerDriver: 1, driversPerCheat: 3 });
  expect(faults).toEqual([]);
  expect(tallies.filter(({ earnedMinor }) => earnedMinor > 0n)).toEqual([]);
  expect(tallies.filter(({ isHonest, lostMinor }) => isHonest && lostMinor > 0n)).toEqual([]);
  expect(tallies.map(({ method }) => method)).toEqual(expect.arrayContaining(Object.keys(CHEAT_METHODS)));
}, 60_000);
