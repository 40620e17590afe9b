import { expect, test } from "vitest";

import { placesAt, type PlaybackPage, type PlayedHour, withPage } from "./played-hour.ts";

const START_MS = Date.UTC(2026, 0, 5, 3);
const at = (second: number): number => START_MS + second * 1_000;

type Driver = PlaybackPage["drivers"][number];

/** A window of five minutes that begins so many seconds after the hour. */
function page(startS: number, ...drivers: Partial<Driver>[]): PlaybackPage {
  return {
    cityId: "jakarta",
    from: new Date(at(startS)).toISOString(),
    windowS: 300,
    stepS: 15,
    drivers: drivers.map((driver) => ({
      driverId: "d1",
      vehicleType: "go-ride",
      plate: "B 1030 AWW",
      step: [],
      lat: [],
      lng: [],
      trips: [],
      ...driver,
    })),
    nextCursor: null,
  };
}

function hourOf(...pages: PlaybackPage[]): PlayedHour {
  return pages.reduce<PlayedHour>(withPage, new Map());
}

test("between two steps a car is on the way, and looks where it goes", () => {
  const hour = hourOf(page(0, { step: [0, 1], lat: [-620_000, -620_000], lng: [10_680_000, 10_681_000] }));
  const [car] = placesAt(hour, at(6));
  expect(car).toMatchObject({ key: "d1", plate: "B 1030 AWW", state: "available", orderId: null, ageMs: 6_000 });
  expect(car?.lng).toBeCloseTo(106.804, 9);
  expect(car?.headingDeg).toBeCloseTo(90, 1);
});

test("one window goes over into the next", () => {
  const hour = hourOf(
    page(0, { step: [19], lat: [-620_000], lng: [10_680_000] }),
    page(300, { step: [0], lat: [-620_000], lng: [10_681_500] }),
  );
  expect(placesAt(hour, at(290))[0]?.lng).toBeCloseTo(106.805, 9);
});

test("nobody is shown before the first position, nor three minutes after the last", () => {
  const hour = hourOf(page(0, { step: [4], lat: [-620_000], lng: [10_680_000] }));
  const states = [59, 60, 120, 121, 240, 241].map((second) => placesAt(hour, at(second))[0]?.state);
  expect(states).toEqual([undefined, "available", "available", "stale", "stale", undefined]);
});

test("who was silent for over a minute stays where they were until they are heard of", () => {
  const hour = hourOf(page(0, { step: [0, 5], lat: [-620_000, -620_000], lng: [10_680_000, 10_690_000] }));
  expect(placesAt(hour, at(45))[0]).toMatchObject({ lng: 106.8, headingDeg: null, state: "available" });
  expect(placesAt(hour, at(70))[0]).toMatchObject({ lng: 106.8, state: "stale" });
  expect(placesAt(hour, at(75))[0]).toMatchObject({ lng: 106.9, state: "available" });
});

test("who has an order is busy until its end, with the order, over the edge of windows", () => {
  const still = { lat: [-620_000], lng: [10_680_000] };
  const hour = hourOf(
    page(0, { ...still, step: [19], trips: [{ orderId: "o1", fromS: 290, toS: 300 }] }),
    page(300, { ...still, step: [0], trips: [{ orderId: "o1", fromS: 0, toS: 12 }] }),
  );
  const seen = [289, 290, 299, 300, 311, 312].map((second) => placesAt(hour, at(second))[0]?.orderId);
  expect(seen).toEqual([null, "o1", "o1", "o1", "o1", null]);
  expect(placesAt(hour, at(300))[0]?.state).toBe("busy");
});

test("a page more leaves what was there as it was", () => {
  const before = hourOf(page(0, { step: [0], lat: [-620_000], lng: [10_680_000] }));
  const after = withPage(before, page(0, { driverId: "d2", step: [0], lat: [-621_000], lng: [10_680_000] }));
  expect(placesAt(before, at(0))).toHaveLength(1);
  expect(placesAt(after, at(0))).toHaveLength(2);
});
