import { describe, expect, test } from "vitest";
import { gapsOf, placeAt, stretchesOf, trackOf, type Track, type TrackPoint } from "./track.ts";

const START_MS = Date.UTC(2026, 0, 5, 3);
type Timed = TrackPoint & { readonly atMs: number };
const point = (second: number, lng: number, more: Partial<TrackPoint> = {}): Timed => ({
  lat: -6.2,
  lng,
  headingDeg: null,
  speedMps: null,
  atMs: START_MS + second * 1_000,
  ...more,
});
const made = (points: readonly Timed[]): Track | null =>
  trackOf(
    points,
    points.map(({ atMs }) => atMs),
  );
const at = (second: number): number => START_MS + second * 1_000;

function track(...points: Timed[]): Track {
  const whole = made(points);
  if (whole === null) throw new Error("two points at least");
  return whole;
}

test("a track needs two points", () => {
  expect(made([])).toBeNull();
  expect(made([point(0, 106.8)])).toBeNull();
  expect(made([point(0, 106.8), point(3, 106.81)])).toMatchObject({ startMs: at(0), endMs: at(3) });
});

describe("between two points", () => {
  const eastward = track(point(0, 106.8), point(10, 106.81), point(20, 106.81));

  test("the car is where the time says, and looks where it goes", () => {
    const place = placeAt(eastward, at(5));
    expect(place).toMatchObject({ lat: -6.2, isGap: false });
    expect(place.lng).toBeCloseTo(106.805, 9);
    expect(place.headingDeg).toBeCloseTo(90, 1);
    // 0.01° of longitude at this latitude, in ten seconds.
    expect(place.speedMps).toBeCloseTo(110.5, 0);
  });

  test("a car that stands has no speed, and the phone's own heading and speed come first", () => {
    expect(placeAt(eastward, at(15)).speedMps).toBe(0);
    const said = track(point(0, 106.8, { speedMps: 7, headingDeg: 45 }), point(10, 106.8, { headingDeg: 46 }));
    expect(placeAt(said, at(5))).toMatchObject({ speedMps: 7, headingDeg: 46 });
  });

  test("moments outside are the ends", () => {
    expect(placeAt(eastward, at(-60)).lng).toBe(106.8);
    expect(placeAt(eastward, at(3_600)).lng).toBe(106.81);
  });

  test("each point is met at its own moment", () => {
    expect(placeAt(eastward, at(0)).lng).toBe(106.8);
    expect(placeAt(eastward, at(10)).lng).toBe(106.81);
  });
});

describe("where nothing came for more than half a minute", () => {
  const holed = track(point(0, 106.8), point(30, 106.81), point(61, 106.85), point(64, 106.86));

  test("it is a gap, and 30 s are none", () => {
    expect(gapsOf(holed)).toEqual([{ fromMs: at(30), toMs: at(61) }]);
    expect(stretchesOf(holed).map(({ isGap, line }) => [isGap, line.map(({ lng }) => lng)])).toEqual([
      [false, [106.8, 106.81]],
      [true, [106.81, 106.85]],
      [false, [106.85, 106.86]],
    ]);
  });

  test("the car stays where it was last known to be, without a speed", () => {
    expect(placeAt(holed, at(45))).toMatchObject({ lng: 106.81, speedMps: null, isGap: true });
    expect(placeAt(holed, at(61))).toMatchObject({ lng: 106.85, isGap: false });
  });

  test("a point alone between two gaps is part of both", () => {
    const lonely = track(point(0, 106.8), point(60, 106.81), point(120, 106.82));
    expect(stretchesOf(lonely).map(({ isGap }) => isGap)).toEqual([true, true]);
  });
});

test("two points of the same moment divide by nothing", () => {
  expect(placeAt(track(point(0, 106.8), point(0, 106.81)), at(0))).toMatchObject({ lng: 106.81, speedMps: null });
});
