import { describe, expect, test } from "vitest";
import { destination, type LatLng } from "../geo.ts";
import { DEFAULT_CITY_SETTINGS as settings } from "../settings/city-settings.ts";
import { farmsFees } from "./fee-farming.ts";
import { ratingBombs } from "./rating-bomb.ts";
import { type PersonTraits, sharedTraits } from "./self-ride.ts";
import { isImpossibleLeg, isSpoofed, legsToProve, NO_SPOOF_SIGNS } from "./spoofed-trip.ts";

describe("self-rides", () => {
  const nobody: PersonTraits = { phone: null, email: "rider@example.test", devices: [] };
  const driver: PersonTraits = { phone: null, email: "driver@example.test", devices: [] };
  const device = (people: number) => [{ fingerprint: "10.0.0.1 a browser", people }];

  test.each([
    ["+62 812-3456-7890", "081234567890", ["phone"]],
    ["0062 812 3456 7890", "0812 3456 7890", ["phone"]],
    ["081234567890", "081234567891", []],
    ["", "", []],
    ["112", "112", []],
    [null, null, []],
  ])("phones %s and %s share %o", (ridersPhone, driversPhone, shared) => {
    const [rider, other] = [
      { ...nobody, phone: ridersPhone },
      { ...driver, phone: driversPhone },
    ];
    expect(sharedTraits(rider, other, settings)).toEqual(shared);
  });

  test.each([
    ["Budi.Santoso@gmail.com", "budisantoso+driver@googlemail.com", ["email"]],
    ["budi+a@example.test", "BUDI@example.test", ["email"]],
    ["bu.di@example.test", "budi@example.test", []],
    ["budi@example.test", "budi@example.com", []],
  ])("addresses %s and %s share %o", (riders, drivers, shared) => {
    expect(sharedTraits({ ...nobody, email: riders }, { ...driver, email: drivers }, settings)).toEqual(shared);
  });

  test("a device tells two accounts of one person, and nothing where many use it", () => {
    const of = (people: number) =>
      sharedTraits({ ...nobody, devices: device(people) }, { ...driver, devices: device(people) }, settings);
    expect([of(2), of(3), of(4)]).toEqual([["device"], ["device"], []]);
    const others = [{ fingerprint: "10.0.0.2 a browser", people: 2 }];
    expect(sharedTraits({ ...nobody, devices: device(2) }, { ...driver, devices: others }, settings)).toEqual([]);
  });

  test("all that is shared is named", () => {
    const same = { phone: "081234567890", email: "a@example.test", devices: device(2) };
    expect(sharedTraits(same, same, settings)).toEqual(["phone", "email", "device"]);
  });
});

describe("fee farming", () => {
  const few = { fees: 1, orders: 100 };
  test.each([
    ["three fees from one rider", { pair: { fees: 3, orders: 50 }, driver: few }, "pair"],
    ["two fees from one rider", { pair: { fees: 2, orders: 2 }, driver: few }, null],
    ["six fees in 24 orders", { pair: few, driver: { fees: 6, orders: 24 } }, "driver"],
    ["six fees in 25 orders", { pair: few, driver: { fees: 6, orders: 25 } }, null],
    ["five fees in five orders", { pair: few, driver: { fees: 5, orders: 5 } }, null],
  ])("%s", (_, history, expected) => {
    expect(farmsFees(history, settings)).toBe(expected);
  });
});

describe("rating bombs", () => {
  const none = { ofPair: 0, byRider: 0, allByRider: 100, toDriver: 0 };
  test.each([
    ["three times one star for one driver", { ...none, ofPair: 3 }, ["pair"]],
    ["twice", { ...none, ofPair: 2 }, []],
    ["five of nine ratings of a rider", { ...none, byRider: 5, allByRider: 9 }, ["rider"]],
    ["five of ten", { ...none, byRider: 5, allByRider: 10 }, []],
    ["four of four", { ...none, byRider: 4, allByRider: 4 }, []],
    ["four for one driver in a day", { ...none, toDriver: 4 }, ["burst"]],
    ["three", { ...none, toDriver: 3 }, []],
    ["all of it", { ofPair: 5, byRider: 5, allByRider: 5, toDriver: 5 }, ["pair", "rider", "burst"]],
  ])("%s", (_, ratings, expected) => {
    expect(ratingBombs(ratings, settings)).toEqual(expected);
  });
});

describe("spoofed trips", () => {
  test.each([
    [{ mockFixes: 3 }, true],
    [{ mockFixes: 2, refusedFixes: 19, impossibleLegs: 1 }, false],
    [{ refusedFixes: 20 }, true],
    [{ impossibleLegs: 2 }, true],
  ])("%o is one: %s", (signs, expected) => {
    expect(isSpoofed({ ...NO_SPOOF_SIGNS, ...signs }, settings)).toBe(expected);
  });

  const HOME: LatLng = { lat: -6.2, lng: 106.8 };
  const drive = (mps: number, forS: number) =>
    Array.from({ length: forS / 5 + 1 }, (_, n) => ({ ...destination(HOME, 90, n * 5 * mps), atMs: n * 5_000 }));

  test("legs of a minute that are quick by straight line are held against the roads, and no others", () => {
    expect(legsToProve(drive(10, 200)).map(({ durationS, straightM }) => [durationS, Math.round(straightM)])).toEqual([
      [60, 600],
      [60, 600],
      [60, 600],
    ]);
    expect(legsToProve(drive(8, 200))).toEqual([]);
    expect(legsToProve([])).toEqual([]);
  });

  test("the quickest come first, and not without end", () => {
    const legs = legsToProve([...drive(10, 3_000), { ...destination(HOME, 90, 32_000), atMs: 3_060_000 }]);
    expect(legs).toHaveLength(6);
    expect(Math.round(legs[0]?.straightM ?? 0)).toBe(2_000);
  });

  test("a leg whose road is too long for its time is impossible", () => {
    const leg = { from: HOME, to: HOME, straightM: 600, durationS: 60 };
    expect([isImpossibleLeg(leg, 3_000, settings), isImpossibleLeg(leg, 3_001, settings)]).toEqual([false, true]);
  });
});
