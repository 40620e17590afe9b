import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { computeFare, DEFAULT_TARIFFS } from "../fare.ts";
import { destination, haversineM, type LatLng } from "../geo.ts";
import { DEFAULT_CITY_SETTINGS as SETTINGS } from "../settings/city-settings.ts";
import { gatherEvidence, type KnownPosition } from "./evidence.ts";
import { knowTrip, type KnownTrip } from "./known-trip.ts";
import { START_PROOFS, type StartProof } from "./start.ts";
import { fareOfEvidence, needsShortestRoad, type TripFare } from "./trip-fare.ts";

const TARIFF = DEFAULT_TARIFFS["go-ride"];
const START_MS = 1_800_000_000_000;
/** A straight road of 10 km to the south; the quickest route, which was quoted, is 11 km long. */
const PICKUP = { lat: -6.2, lng: 106.8 };
const ROAD_M = 10_000;
const QUOTE = { ...computeFare(TARIFF, { distanceM: 11_000, durationS: 1_320 }), distanceM: 11_000, durationS: 1_320 };
const MINIMUM = 10_000n;

function along(distanceM: number): LatLng {
  return destination(PICKUP, 180, distanceM);
}

interface Drive {
  /** Where the car is on the road after so many seconds. */
  readonly placeM: (s: number) => number;
  readonly durationS: number;
  /** Without a ping in between, in seconds from and to. */
  readonly silent?: readonly (readonly [number, number])[];
  readonly proof?: StartProof;
  readonly spoil?: (track: KnownPosition[]) => KnownPosition[];
}

function trackOf({ placeM, durationS, silent = [], spoil }: Drive): KnownPosition[] {
  const track: KnownPosition[] = [];
  for (let s = 0; s <= durationS; s += 5) {
    if (silent.some(([from, to]) => s >= from && s <= to)) continue;
    track.push({ ...along(placeM(s)), atMs: START_MS + s * 1_000 });
  }
  return spoil?.(track) ?? track;
}

function know(drive: Drive): KnownTrip {
  const track = trackOf(drive);
  const finishMs = START_MS + drive.durationS * 1_000;
  const atStart = track.findLast(({ atMs }) => atMs <= START_MS) ?? null;
  return knowTrip(
    {
      pickup: PICKUP,
      destination: along(ROAD_M),
      startProof: drive.proof ?? "position",
      start: gatherEvidence(START_MS, atStart, PICKUP),
      finish: gatherEvidence(finishMs, track.at(-1) ?? null, along(ROAD_M)),
      track,
    },
    SETTINGS,
  );
}

function fareOf(drive: Drive): TripFare {
  const known = know(drive);
  const holeRoadsM = known.holes.map(({ from, to }) => haversineM(from, to));
  return fareOfEvidence({ tariff: TARIFF, surge: 1, quote: QUOTE, shortestRoadM: ROAD_M, known, holeRoadsM }, SETTINGS);
}

/** At 10 m/s, from the pickup until the end or the destination. */
const honest = (s: number): number => Math.min(ROAD_M, s * 10);

describe("the fare is the quote", () => {
  test("when the track covers the trip", () => {
    expect(fareOf({ placeM: honest, durationS: 1_000 })).toEqual({
      provenMinor: 43_000n,
      unprovenMinor: 0n,
      basis: "quote",
      knownM: expect.closeTo(10_000, -2),
      missing: [],
    });
  });

  test("when it ends within 500 m of the destination, and not before", () => {
    expect(fareOf({ placeM: (s) => Math.min(9_520, s * 10), durationS: 1_000 }).basis).toBe("quote");
    expect(fareOf({ placeM: (s) => Math.min(9_480, s * 10), durationS: 1_000 })).toMatchObject({
      basis: "known-distance",
      provenMinor: 38_500n,
    });
  });

  test("with short holes, as long as the rest is 80 % of the shortest road", () => {
    expect(fareOf({ placeM: honest, durationS: 1_000, silent: [[300, 480]] })).toMatchObject({
      basis: "quote",
      provenMinor: 43_000n,
      unprovenMinor: 0n,
      missing: ["hole"],
    });
    expect(fareOf({ placeM: honest, durationS: 1_000, silent: [[300, 520]] }).basis).toBe("known-distance");
  });

  test("with jitter, a stop en route and a wild fix in the middle", () => {
    const spoil = (track: KnownPosition[]): KnownPosition[] =>
      track.map((position, n) => ({
        ...destination(position, (n * 97) % 360, n === 90 ? 9_000 : 15),
        atMs: position.atMs,
      }));
    const placeM = (s: number): number =>
      s < 500 ? s * 10 : s < 700 ? 5_000 : Math.min(ROAD_M, 5_000 + (s - 700) * 10);
    const fare = fareOf({ placeM, durationS: 1_200, spoil });
    expect(fare.basis).toBe("quote");
    expect(fare.knownM).toBeLessThan(ROAD_M * 1.15);
  });

  test("when the phone falls silent at the destination", () => {
    expect(fareOf({ placeM: honest, durationS: 1_600, silent: [[1_000, 1_600]] })).toMatchObject({
      basis: "quote",
      unprovenMinor: 0n,
      missing: ["end"],
    });
  });

  test("after a start with the PIN, wherever GPS wakes up", () => {
    expect(fareOf({ placeM: honest, durationS: 1_000, proof: "pin", silent: [[0, 55]] })).toMatchObject({
      basis: "quote",
      missing: [],
    });
  });
});

describe("a driver who did not drive it", () => {
  test.each([
    ["finishes within 33 ms, 14 km away", { placeM: () => -14_000, durationS: 0.033, proof: "override" }],
    ["stands still for 56 s", { placeM: () => 0, durationS: 56 }],
    ["stands still for 56 s without GPS", { placeM: () => 0, durationS: 56, silent: [[1, 56]] }],
    ["stands still for an hour", { placeM: () => 0, durationS: 3_600 }],
    ["jitters for an hour", { placeM: (s: number) => (s % 10) * 4, durationS: 3_600 }],
    ["drives 190 m", { placeM: (s: number) => Math.min(190, s), durationS: 600 }],
    ["drives the whole route within the minute", { placeM: (s: number) => s * 30, durationS: 59 }],
    ["cannot have got there in the time", { placeM: () => 0, durationS: 66, silent: [[1, 66]] }],
  ] satisfies [string, Drive][])("and %s gets the minimum, and nothing to be confirmed", (_, drive) => {
    expect(fareOf(drive)).toMatchObject({ provenMinor: MINIMUM, unprovenMinor: 0n, basis: "minimum" });
  });

  test("and turns GPS off at the start gets the minimum; the rider is asked for the rest", () => {
    expect(fareOf({ placeM: () => 0, durationS: 1_200, silent: [[1, 1_200]] })).toMatchObject({
      provenMinor: MINIMUM,
      unprovenMinor: 33_000n,
      missing: ["end"],
    });
  });

  test("and says to have started elsewhere is paid from the pickup, if it was ever there", () => {
    const passing = { placeM: (s: number) => Math.min(ROAD_M, s * 10 - 14_000), durationS: 2_400 };
    expect(fareOf({ ...passing, proof: "override" })).toMatchObject({ basis: "quote", missing: [] });
    const aside = { placeM: (s: number) => Math.min(ROAD_M, 6_000 + s * 10), durationS: 400 };
    expect(fareOf({ ...aside, proof: "none" })).toMatchObject({
      basis: "minimum",
      provenMinor: MINIMUM,
      missing: ["start", "end"],
    });
  });

  test("and circles round a block is paid what was driven", () => {
    const circle = (s: number): number => Math.abs(((s * 10) % 2_000) - 1_000);
    expect(fareOf({ placeM: circle, durationS: 300 })).toMatchObject({ basis: "known-distance", provenMinor: 19_000n });
  });

  test("and invents positions that no car could make is not paid for them", () => {
    const jump = (s: number): number => (s < 300 ? 0 : ROAD_M);
    expect(know({ placeM: jump, durationS: 360 }).trackedM).toBe(0);
    const mock = (track: KnownPosition[]): KnownPosition[] => track.map((position) => ({ ...position, isMock: true }));
    expect(fareOf({ placeM: honest, durationS: 1_000, spoil: mock })).toMatchObject({ provenMinor: MINIMUM });
  });
});

describe("a trip of which a part is missing", () => {
  test("costs the shortest road between what is known, and the rider may confirm the rest", () => {
    const fare = fareOf({ placeM: honest, durationS: 1_000, silent: [[100, 900]] });
    // 10 km by the shortest road: 10 000 + 3 000/km; 11 km were quoted.
    expect(fare).toMatchObject({
      basis: "known-distance",
      provenMinor: 40_000n,
      unprovenMinor: 3_000n,
      missing: ["hole"],
    });
  });

  test("costs what is known until the last position when it ends in silence", () => {
    expect(fareOf({ placeM: honest, durationS: 1_000, silent: [[401, 1_000]] })).toMatchObject({
      provenMinor: 22_000n,
      unprovenMinor: 21_000n,
      missing: ["end"],
    });
  });

  test("a hole in which the car stood is none", () => {
    const placeM = (s: number): number =>
      s < 500 ? s * 10 : s < 700 ? 5_000 : Math.min(ROAD_M, 5_000 + (s - 700) * 10);
    expect(know({ placeM, durationS: 1_200, silent: [[510, 690]] })).toMatchObject({ holes: [], missing: [] });
  });

  test("a wild fix after a silence is no hole, and nothing driven", () => {
    const spoil = (track: KnownPosition[]): KnownPosition[] =>
      track.map((position, n) => (n === 60 ? { ...destination(position, 90, 3_000), atMs: position.atMs } : position));
    const placeM = (s: number): number => Math.min(3_000, s * 10);
    expect(know({ placeM, durationS: 800, silent: [[300, 390]], spoil })).toMatchObject({
      holes: [],
      missing: [],
      trackedM: expect.closeTo(3_000, -2),
    });
  });

  test("the position at the end counts where the track does not have it yet", () => {
    const arrived = { ...along(ROAD_M), atMs: START_MS + 1_000_000 };
    const known = knowTrip(
      {
        pickup: PICKUP,
        destination: along(ROAD_M),
        startProof: "pin",
        start: gatherEvidence(START_MS, null, PICKUP),
        finish: gatherEvidence(arrived.atMs, arrived, along(ROAD_M)),
        track: [],
      },
      SETTINGS,
    );
    expect(known).toEqual({
      durationS: 1_000,
      trackedM: 0,
      holes: [{ from: PICKUP, to: along(ROAD_M), durationS: 1_000 }],
      missing: ["hole"],
      endDistanceM: 0,
    });
  });

  test("a hole counts no more than a car drives in its time, and no less than its straight line", () => {
    const known = know({ placeM: honest, durationS: 1_000, silent: [[100, 900]] });
    const knownM = (roadM: number | null): number =>
      fareOfEvidence(
        { tariff: TARIFF, surge: 1, quote: QUOTE, shortestRoadM: ROAD_M, known, holeRoadsM: [roadM] },
        SETTINGS,
      ).knownM - known.trackedM;
    expect(knownM(100_000)).toBeCloseTo(810 * 40 + 150, 0);
    expect([0, null].map(knownM)).toEqual([knownM(8_000), knownM(8_000)]);
    expect(knownM(9_000)).toBe(9_000);
  });
});

test("time is charged for the distance that was driven, not for standing", () => {
  const known: KnownTrip = { durationS: 7_200, trackedM: 1_100, holes: [], missing: [], endDistanceM: 8_900 };
  const timed = { ...TARIFF, perMinuteMinor: 500n };
  const claim = { tariff: timed, surge: 1, quote: QUOTE, shortestRoadM: ROAD_M, known, holeRoadsM: [] };
  // A tenth of the quoted route, and so of the quoted 22 minutes: 10 000 + 3 300 + 1 100.
  expect(fareOfEvidence(claim, SETTINGS).provenMinor).toBe(14_500n);
  // Nor for more than it took: 833 for a hundred seconds.
  expect(fareOfEvidence({ ...claim, known: { ...known, durationS: 100 } }, SETTINGS).provenMinor).toBe(14_000n);
});

describe("for any evidence", () => {
  const known: fc.Arbitrary<KnownTrip> = fc.record({
    durationS: fc.double({ min: 0, max: 20_000, noNaN: true }),
    trackedM: fc.double({ min: 0, max: 60_000, noNaN: true }),
    holes: fc.array(
      fc.record({
        from: fc.constant(PICKUP),
        to: fc.double({ min: 0, max: 20_000, noNaN: true }).map(along),
        durationS: fc.double({ min: 60, max: 4_000, noNaN: true }),
      }),
      { maxLength: 3 },
    ),
    missing: fc.subarray(["start", "hole", "end"] as const),
    endDistanceM: fc.option(fc.double({ min: 0, max: 20_000, noNaN: true })),
  });
  const surge = fc.integer({ min: 100, max: 300 }).map((percent) => percent / 100);
  const claimOf = (trip: KnownTrip, factor: number) => ({
    tariff: TARIFF,
    surge: factor,
    quote: {
      ...QUOTE,
      fareMinor: computeFare(TARIFF, { distanceM: 11_000, durationS: 1_320, surge: factor }).fareMinor,
    },
    shortestRoadM: ROAD_M,
    known: trip,
    holeRoadsM: trip.holes.map(() => null),
  });

  test("proven and unproven together never exceed the quote, and the minimum is always proven", () => {
    fc.assert(
      fc.property(known, surge, (trip, factor) => {
        const claim = claimOf(trip, factor);
        const { provenMinor, unprovenMinor, basis } = fareOfEvidence(claim, SETTINGS);
        expect(provenMinor + unprovenMinor).toBeLessThanOrEqual(claim.quote.fareMinor);
        expect(unprovenMinor).toBeGreaterThanOrEqual(0n);
        expect(provenMinor).toBeGreaterThanOrEqual(computeFare(TARIFF, { distanceM: 0, durationS: 0 }).fareMinor);
        if (basis === "quote") expect([provenMinor, unprovenMinor]).toEqual([claim.quote.fareMinor, 0n]);
        if (trip.durationS < 60) expect([basis, unprovenMinor]).toEqual(["minimum", 0n]);
        if (trip.missing.length === 0) expect(unprovenMinor).toBe(0n);
      }),
    );
  });

  test("the quoted road serves for the shortest one where that is not needed", () => {
    fc.assert(
      fc.property(known, surge, fc.double({ min: 1_000, max: 11_000, noNaN: true }), (trip, factor, shortestRoadM) => {
        const claim = { ...claimOf(trip, factor), shortestRoadM };
        if (needsShortestRoad(claim, SETTINGS)) return;
        const byQuote = fareOfEvidence({ ...claim, shortestRoadM: QUOTE.distanceM }, SETTINGS);
        expect(byQuote).toEqual(fareOfEvidence(claim, SETTINGS));
      }),
    );
    const whole = know({ placeM: honest, durationS: 1_000 });
    expect(needsShortestRoad({ known: whole, quote: QUOTE }, SETTINGS)).toBe(false);
    expect(needsShortestRoad({ known: { ...whole, trackedM: 8_700 }, quote: QUOTE }, SETTINGS)).toBe(true);
  });

  test("more that is known never costs less", () => {
    fc.assert(
      fc.property(known, surge, fc.double({ min: 0, max: 10_000, noNaN: true }), (trip, factor, moreM) => {
        const more = { ...trip, trackedM: trip.trackedM + moreM };
        const [less, greater] = [trip, more].map((one) => fareOfEvidence(claimOf(one, factor), SETTINGS).provenMinor);
        expect(less).toBeLessThanOrEqual(greater ?? 0n);
      }),
    );
  });

  test("a track is never longer than a car drives in its time, whatever the phone sends", () => {
    const track = fc.array(
      fc.record({
        afterS: fc.integer({ min: 1, max: 40 }),
        awayM: fc.integer({ min: 0, max: 15_000 }),
        bearing: fc.nat({ max: 359 }),
      }),
      { minLength: 2, maxLength: 60 },
    );
    fc.assert(
      fc.property(track, fc.constantFrom(...START_PROOFS), (steps, startProof) => {
        let atMs = START_MS;
        const positions = steps.map(({ afterS, awayM, bearing }) => {
          atMs += afterS * 1_000;
          return { ...destination(PICKUP, bearing, awayM), atMs };
        });
        const trip = knowTrip(
          {
            pickup: PICKUP,
            destination: along(ROAD_M),
            startProof,
            start: gatherEvidence(START_MS, null, PICKUP),
            finish: gatherEvidence(atMs, positions.at(-1) ?? null, along(ROAD_M)),
            track: positions,
          },
          SETTINGS,
        );
        const allowedM = steps.reduce((sum, { afterS }) => sum + afterS * 40, 0);
        expect(trip.trackedM).toBeLessThanOrEqual(allowedM + 1);
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});
