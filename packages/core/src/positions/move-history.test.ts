import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { destination, haversineM, type LatLng } from "../geo.ts";
import { createMoveHistory, checkMove, type MoveVerdict } from "./move-history.ts";

const HOME = { lat: -6.2, lng: 106.8 };
const NOW_MS = 1_800_000_000_000;

interface Fix {
  readonly at: LatLng;
  readonly atMs: number;
}

function verdicts(fixes: readonly Fix[]): MoveVerdict[] {
  const history = createMoveHistory();
  return fixes.map(({ at, atMs }) => checkMove(history, at, atMs));
}

/** A car that stands at home, or leaves it to the north at so many m/s, a fix every `everyMs`. */
function drive(count: number, { mps = 0, everyMs = 4_000, fromMs = NOW_MS } = {}): Fix[] {
  return Array.from({ length: count }, (_, n) => ({
    at: destination(HOME, 0, (n * mps * everyMs) / 1_000),
    atMs: fromMs + n * everyMs,
  }));
}

/** A town drive with turns, silences and jitter of up to 40 m. */
const honestDrive = fc
  .array(
    fc.record({
      everyS: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 20, max: 300 })),
      mps: fc.integer({ min: 0, max: 25 }),
      bearing: fc.integer({ min: 0, max: 359 }),
      jitterM: fc.integer({ min: 0, max: 40 }),
      jitterBearing: fc.integer({ min: 0, max: 359 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((steps) => {
    let [car, atMs]: [LatLng, number] = [HOME, NOW_MS];
    return steps.map(({ everyS, mps, bearing, jitterM, jitterBearing }): Fix => {
      car = destination(car, bearing, mps * everyS);
      atMs += everyS * 1_000;
      return { at: destination(car, jitterBearing, jitterM), atMs };
    });
  });

describe("checkMove", () => {
  test("the first position stands alone, the next that agrees settles it", () => {
    expect(verdicts(drive(3, { mps: 20 }))).toEqual(["unsettled", "settled", "settled"]);
  });

  test("three agreeing jumps within a second are refused, and so is a minute of them", () => {
    const away = destination(HOME, 90, 14_000);
    const quick = [0, 300, 600, 900].map((ms) => ({ at: away, atMs: NOW_MS + 20_000 + ms }));
    const long = Array.from({ length: 15 }, (_, n) => ({ at: away, atMs: NOW_MS + 24_000 + n * 4_000 }));
    expect(new Set(verdicts([...drive(5), ...quick, ...long]).slice(5))).toEqual(new Set(["refused"]));
  });

  test("a run of small jumps gets no farther than a car", () => {
    const jumps = Array.from({ length: 50 }, (_, n) => ({
      at: destination(HOME, 90, (n + 1) * 140),
      atMs: NOW_MS + 20_000 + (n + 1) * 200,
    }));
    const taken = jumps.filter((_, n) => verdicts([...drive(5), ...jumps])[5 + n] !== "refused");
    const farthest = taken.at(-1);
    expect(farthest).toBeDefined();
    // Ten seconds at 60 m/s and the jitter that is forgiven; believed one by one it would have been 7 km.
    expect(haversineM(HOME, farthest?.at ?? HOME)).toBeLessThan(10 * 60 + 4 * 60 + 2 * 150);
  });

  test("no drift, at whatever speed and rate, outruns a car", () => {
    const speed = fc.integer({ min: 10, max: 5_000 });
    fc.assert(
      fc.property(
        speed,
        fc.integer({ min: 100, max: 4_000 }),
        fc.integer({ min: 3, max: 60 }),
        (mps, everyMs, before) => {
          const still = drive(before, { everyMs });
          const startMs = still.at(-1)?.atMs ?? 0;
          const drift = Array.from({ length: 120 }, (_, n) => ({
            at: destination(HOME, 90, ((n + 1) * everyMs * mps) / 1_000),
            atMs: startMs + (n + 1) * everyMs,
          }));
          const outcomes = verdicts([...still, ...drift]).slice(before);
          for (const [n, { at, atMs }] of drift.entries()) {
            if (outcomes[n] === "refused") continue;
            // 60 m/s, what jitter adds to it every ten seconds, and to begin with.
            expect(haversineM(HOME, at)).toBeLessThan(((atMs - startMs) / 1_000) * 85 + 1_500);
          }
        },
      ),
      { seed: 5, numRuns: 300 },
    );
  });

  test("who insists on another place is believed when a car could have got there", () => {
    const away = destination(HOME, 90, 6_000);
    const fixes = Array.from({ length: 60 }, (_, n) => ({ at: away, atMs: NOW_MS + 20_000 + n * 4_000 }));
    const believedAfter = verdicts([...drive(5), ...fixes])
      .slice(5)
      .findIndex((verdict) => verdict !== "refused");
    const elapsedS = believedAfter * 4;
    expect(elapsedS).toBeGreaterThan(6_000 / 60);
    expect(elapsedS).toBeLessThan(6_000 / 40);
  });

  test("a wild fix that was believed after a silence is forgotten by the next good one", () => {
    const wild = { at: destination(HOME, 90, 3_000), atMs: NOW_MS + 16_000 + 90_000 };
    const after = drive(4, { fromMs: wild.atMs + 4_000 });
    expect(verdicts([...drive(5), wild, ...after]).slice(5)).toEqual([
      "settled",
      "unsettled",
      "settled",
      "settled",
      "settled",
    ]);
  });

  test("a wild first fix costs none of the good ones after it, and settles nothing", () => {
    const wild = { at: destination(HOME, 90, 9_000), atMs: NOW_MS - 4_000 };
    expect(verdicts([wild, ...drive(4)])).toEqual(["unsettled", "unsettled", "unsettled", "settled", "settled"]);
  });

  test("one wild fix anywhere never costs an honest drive a fix", () => {
    fc.assert(
      fc.property(
        honestDrive,
        fc.nat(),
        fc.record({
          bearing: fc.nat({ max: 359 }),
          distanceM: fc.integer({ min: 0, max: 40_000 }),
          s: fc.nat({ max: 60 }),
        }),
        (fixes, where, { bearing, distanceM, s }) => {
          const index = where % (fixes.length + 1);
          const before = fixes[index - 1] ?? { at: HOME, atMs: NOW_MS };
          const wild = { at: destination(before.at, bearing, distanceM), atMs: before.atMs + s * 1_000 };
          const later = fixes.slice(index).map((fix) => ({ ...fix, atMs: fix.atMs + s * 1_000 }));
          const outcomes = verdicts([...fixes.slice(0, index), wild, ...later]).toSpliced(index, 1);
          expect(outcomes).not.toContain("refused");
        },
      ),
      { seed: 7, numRuns: 1_000 },
    );
  });

  test("late positions of an hour offline are taken, and the next is still checked against the newest", () => {
    const history = createMoveHistory();
    for (const { at, atMs } of drive(5)) checkMove(history, at, atMs);
    const before = [...history.slots];
    expect(checkMove(history, destination(HOME, 90, 5_000), NOW_MS - 600_000)).toBe("settled");
    expect([...history.slots]).toEqual(before);
    expect(checkMove(history, destination(HOME, 90, 5_000), NOW_MS + 20_000)).toBe("refused");
  });

  test("counts what was refused in a row", () => {
    const history = createMoveHistory();
    for (const { at, atMs } of drive(5)) checkMove(history, at, atMs);
    for (const ms of [1, 2, 3]) checkMove(history, destination(HOME, 90, 5_000), NOW_MS + 16_000 + ms);
    expect(history.refusedInRow).toBe(3);
    checkMove(history, HOME, NOW_MS + 20_000);
    expect(history.refusedInRow).toBe(0);
  });

  test("the antimeridian is no jump", () => {
    const east = { lat: -17, lng: 179.9999 };
    const fixes = [east, { lat: -17, lng: -179.9999 }, east].map((at, n) => ({ at, atMs: NOW_MS + n * 4_000 }));
    expect(verdicts(fixes)).toEqual(["unsettled", "settled", "settled"]);
  });
});
