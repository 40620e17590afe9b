import { describe, expect, test } from "vitest";
import { destination, type LatLng } from "../geo.ts";
import { DEFAULT_CITY_SETTINGS as settings } from "../settings/city-settings.ts";
import { WATCH_KINDS } from "./episode.ts";
import { beginWatch, type WatchedFix } from "./trip-watch-state.ts";
import { thresholdPassedAtMs, watchTrip, type WatchInput } from "./watch-trip.ts";
import { layRoute, placeOnRoute } from "./watched-route.ts";

const START_MS = 1_800_000_000_000;
const PICKUP = { lat: -6.2, lng: 106.8 };
/** Ten kilometres to the east. */
const ROUTE = layRoute([PICKUP, east(4_000), east(10_000)]);

function east(distanceM: number): LatLng {
  return destination(PICKUP, 90, distanceM);
}

function at(s: number, place: LatLng): WatchedFix {
  return { ...place, atMs: START_MS + s * 1_000 };
}

/** A fix every 4 s of a car that is where `place` says. */
function drive(fromS: number, toS: number, place: (s: number) => LatLng): WatchInput[] {
  const count = Math.floor((toS - fromS) / 4) + 1;
  return Array.from({ length: count }, (_, n) => n * 4 + fromS).map((s) => ({
    kind: "position",
    position: at(s, place(s)),
  }));
}

function tick(s: number): WatchInput {
  return { kind: "tick", nowMs: START_MS + s * 1_000 };
}

/** The events, as "kind phase second since". */
function eventsOf(inputs: readonly WatchInput[]): string[] {
  let state = beginWatch(START_MS);
  return inputs.flatMap((input) => {
    const watched = watchTrip(state, input, { route: ROUTE, settings });
    // A worker that goes on with it has it from a store.
    state = JSON.parse(JSON.stringify(watched.state));
    return watched.events.map(
      ({ kind, phase, atMs, sinceMs }) =>
        `${kind} ${phase} ${(atMs - START_MS) / 1_000} since ${(sinceMs - START_MS) / 1_000}`,
    );
  });
}

const honest = (s: number): LatLng => east(s * 10);

test("an honest drive raises nothing", () => {
  expect(eventsOf([...drive(0, 1_000, honest), tick(1_100)])).toEqual([]);
});

describe("off route", () => {
  const aside = (awayM: number) => (s: number) => destination(honest(s), 0, awayM);

  test("is raised once, after a minute, and cleared by two positions on the route", () => {
    const inputs = [...drive(0, 200, honest), ...drive(204, 400, aside(300)), ...drive(404, 412, honest)];
    expect(eventsOf(inputs)).toEqual(["off-route raised 264 since 204", "off-route cleared 408 since 204"]);
  });

  test("is nothing up to the city's distance, or for less than its time", () => {
    expect(eventsOf([...drive(0, 200, honest), ...drive(204, 400, aside(245)), ...drive(404, 412, honest)])).toEqual(
      [],
    );
    expect(eventsOf([...drive(0, 200, honest), ...drive(204, 260, aside(300)), ...drive(264, 300, honest)])).toEqual(
      [],
    );
  });

  test("is not denied by one position on the route", () => {
    const inputs = [
      ...drive(0, 200, honest),
      ...drive(204, 232, aside(300)),
      ...drive(236, 236, honest),
      ...drive(240, 280, aside(300)),
    ];
    expect(eventsOf(inputs)).toEqual(["off-route raised 264 since 204"]);
  });
});

describe("long stop", () => {
  const stopAt = (s: number, forS: number): WatchInput[] => [
    ...drive(0, s, honest),
    ...drive(s + 4, s + forS, (now) => destination(honest(s), (now * 97) % 360, 20)),
    ...drive(s + forS + 4, s + forS + 40, (now) => honest(now - forS)),
  ];

  test("is raised after five minutes and cleared when the car goes on", () => {
    expect(eventsOf(stopAt(200, 400))).toEqual([
      expect.stringMatching(/^long-stop raised (49[2-9]|500) since (19\d|200)$/),
      expect.stringMatching(/^long-stop cleared 6\d\d since (19\d|200)$/),
    ]);
  });

  test("is none the shorter for a wild fix in it", () => {
    const wild = (s: number): LatLng => (s === 208 ? destination(east(2_000), 0, 400) : east(2_000));
    expect(eventsOf([...drive(0, 200, honest), ...drive(204, 500, wild)])).toEqual([
      expect.stringMatching(/^long-stop raised (49[2-9]|500) since/),
    ]);
  });

  test("a red light of four minutes is none, and a crawl is none", () => {
    expect(eventsOf(stopAt(200, 240))).toEqual([]);
    expect(eventsOf([...drive(0, 200, honest), ...drive(204, 800, (s) => east(2_000 + (s - 200)))])).toEqual([]);
  });
});

describe("overspeed", () => {
  const fast = (s: number): LatLng => east(1_000 + (s - 100) * 35);

  test("is raised after fifteen seconds, by where the car was", () => {
    const inputs = [
      ...drive(0, 100, honest),
      ...drive(104, 140, fast),
      ...drive(144, 170, (s) => east(2_400 + (s - 140) * 10)),
    ];
    expect(eventsOf(inputs)).toEqual(["overspeed raised 128 since 112", "overspeed cleared 148 since 112"]);
  });

  test("a burst of ten seconds is none, and neither is a wild fix", () => {
    expect(
      eventsOf([
        ...drive(0, 100, honest),
        ...drive(104, 112, fast),
        ...drive(116, 200, (s) => east(1_420 + (s - 112) * 10)),
      ]),
    ).toEqual([]);
    const wild = (s: number): LatLng => (s === 100 ? east(1_390) : honest(s));
    expect(eventsOf(drive(0, 200, wild))).toEqual([]);
  });
});

describe("not moving", () => {
  test("is raised three minutes after the start and cleared when the car sets out", () => {
    const inputs = [...drive(0, 300, () => PICKUP), ...drive(304, 340, (s) => honest(s - 300))];
    expect(eventsOf(inputs)).toEqual(["not-moving raised 180 since 0", "not-moving cleared 316 since 0"]);
  });

  test("a car that has set out is never again not moving, it stands", () => {
    const stood = eventsOf([...drive(0, 20, honest), ...drive(24, 500, () => east(200))]);
    expect(stood).toEqual([expect.stringContaining("long-stop raised")]);
  });

  test("a wild first fix is no setting out", () => {
    const wild = drive(0, 0, () => destination(PICKUP, 0, 250));
    expect(eventsOf([...wild, ...drive(4, 190, () => PICKUP)])).toEqual(["not-moving raised 180 since 0"]);
  });
});

describe("wrong direction", () => {
  test("is raised when the remaining route has grown by 600 m, and cleared when it is made up", () => {
    const inputs = [
      ...drive(0, 300, honest),
      ...drive(304, 400, (s) => east(3_000 - (s - 300) * 10)),
      ...drive(404, 500, (s) => east(2_000 + (s - 400) * 10)),
    ];
    expect(eventsOf(inputs)).toEqual([
      expect.stringMatching(/^wrong-direction raised 36\d since 36\d$/),
      expect.stringMatching(/^wrong-direction cleared 44\d since 36\d$/),
    ]);
  });

  test("half a kilometre back is none, and neither is a fix far ahead", () => {
    expect(eventsOf([...drive(0, 300, honest), ...drive(304, 350, (s) => east(3_000 - (s - 300) * 10))])).toEqual([]);
    expect(eventsOf(drive(0, 400, (s) => (s === 200 ? east(2_900) : honest(s))))).toEqual([]);
  });
});

describe("silence", () => {
  test("is found by the ticks, once, and ends with the next position", () => {
    const inputs = [...drive(0, 100, honest), tick(220), tick(221), tick(300), ...drive(320, 320, honest)];
    expect(eventsOf(inputs)).toEqual(["silent raised 221 since 100", "silent cleared 320 since 100"]);
  });

  test("counts from the start where nothing was ever heard", () => {
    expect(eventsOf([tick(120), tick(121)])).toEqual(["silent raised 121 since 0"]);
  });
});

test("of a lively phone it remembers no more than of any other", () => {
  let state = beginWatch(START_MS);
  for (let n = 0; n < 200; n += 1) {
    const position = at(n / 5, honest(n / 5));
    state = watchTrip(state, { kind: "position", position }, { route: ROUTE, settings }).state;
  }
  expect(state.recent.length).toBeLessThanOrEqual(8);
});

test("late positions, and those from before the start, change nothing", () => {
  const state = beginWatch(START_MS);
  const plan = { route: ROUTE, settings };
  const heard = watchTrip(state, { kind: "position", position: at(10, honest(10)) }, plan).state;
  for (const s of [-1, 9, 10]) {
    expect(watchTrip(heard, { kind: "position", position: at(s, east(9_000)) }, plan)).toEqual({
      state: heard,
      events: [],
    });
  }
});

describe("placeOnRoute", () => {
  test("is the nearest point, and how far along it lies", () => {
    const place = placeOnRoute(ROUTE, destination(east(5_000), 180, 80), 0);
    expect(place.offsetM).toBeCloseTo(80, 0);
    expect(place.alongM).toBeCloseTo(5_000, -1);
    expect(placeOnRoute(ROUTE, destination(PICKUP, 270, 500), 0)).toMatchObject({
      alongM: 0,
      offsetM: expect.closeTo(500, 0),
    });
  });

  test("where a route comes back along itself, the pass that is expected", () => {
    const loop = layRoute([PICKUP, east(2_000), PICKUP]);
    const places = [500, 3_500].map((expectedM) => Math.round(placeOnRoute(loop, east(600), expectedM).alongM));
    expect(places).toEqual([600, 3_400]);
  });

  test("a route of one point, and none", () => {
    expect(placeOnRoute(layRoute([PICKUP]), east(100), 0)).toMatchObject({
      alongM: 0,
      offsetM: expect.closeTo(100, 0),
    });
    expect(() => layRoute([])).toThrow(RangeError);
  });
});

test("an alert says when the threshold was passed, which is before it is found", () => {
  const event = { phase: "raised", sinceMs: START_MS, atMs: START_MS + 500_000 } as const;
  const passedS = WATCH_KINDS.map((kind) => (thresholdPassedAtMs({ ...event, kind }, settings) - START_MS) / 1_000);
  expect(passedS).toEqual([60, 300, 15, 180, 500, 120]);
  expect(thresholdPassedAtMs({ ...event, kind: "overspeed", atMs: START_MS + 14_000 }, settings)).toBe(
    START_MS + 14_000,
  );
});
