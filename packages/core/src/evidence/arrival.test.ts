import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { destination } from "../geo.ts";
import { DEFAULT_CITY_SETTINGS as SETTINGS } from "../settings/city-settings.ts";
import { type Arrival, earnsFees, hasLostArrival, isLostForGood, verifyArrival, waitedS } from "./arrival.ts";
import { type Evidence, gatherEvidence, type KnownPosition } from "./evidence.ts";
import { verifyNoShow } from "./no-show.ts";
import { verifyStart } from "./start.ts";

const PICKUP = { lat: -6.2, lng: 106.8 };
const NOW_MS = 1_800_000_000_000;
const MINUTE_MS = 60_000;

function seen(awayM: number, ageS = 0, more: Partial<KnownPosition> = {}): KnownPosition {
  return { ...destination(PICKUP, 90, awayM), atMs: NOW_MS - ageS * 1_000, ...more };
}

function evidence(position: KnownPosition | null): Evidence {
  return gatherEvidence(NOW_MS, position, PICKUP);
}

const arrived: Arrival = { atMs: NOW_MS, proof: "position", lost: null };
const overridden: Arrival = { ...arrived, proof: "override" };

describe("gatherEvidence", () => {
  test("says how old the freshest position is and how far from where the driver should be", () => {
    expect(evidence(seen(100, 12))).toMatchObject({ atMs: NOW_MS, ageS: 12, distanceM: expect.closeTo(100, 3) });
    expect(evidence(null)).toEqual({ atMs: NOW_MS, position: null, ageS: null, distanceM: null });
  });

  test("a position of the same moment that another server's clock dates ahead is new", () => {
    expect(evidence(seen(0, -0.2)).ageS).toBe(0);
  });
});

describe("verifyArrival", () => {
  const verify = (position: KnownPosition | null, isOverride = false): string => {
    const result = verifyArrival({ evidence: evidence(position), isOverride }, SETTINGS);
    return result.ok ? result.value.proof : result.error.code;
  };

  test("is proven within 250 m by a position of the last 30 s, and not beyond", () => {
    expect([verify(seen(0)), verify(seen(249.5, 30)), verify(seen(250.5)), verify(seen(0, 30.001))]).toEqual([
      "position",
      "position",
      "NOT_AT_PICKUP",
      "POSITION_STALE",
    ]);
  });

  test("without a position, or with an invented one, it is refused", () => {
    expect([verify(null), verify(seen(0, 0, { isMock: true }))]).toEqual(["POSITION_STALE", "POSITION_MOCKED"]);
  });

  test("the reason says how far it still is", () => {
    const result = verifyArrival({ evidence: evidence(seen(14_000)), isOverride: false }, SETTINGS);
    expect(result).toMatchObject({ ok: false, error: { message: expect.stringContaining("14000 m") } });
  });

  test("a driver who insists is accepted and marked, and one who need not is not", () => {
    expect([seen(14_000), seen(0, 600), null, seen(0, 0, { isMock: true })].map((at) => verify(at, true))).toEqual([
      "override",
      "override",
      "override",
      "override",
    ]);
    expect(verify(seen(10), true)).toBe("position");
  });

  test("obeys the city's own thresholds", () => {
    const strict = { arrivalRadiusM: 50, evidenceMaxAgeS: 10 };
    const codeOf = (at: KnownPosition): string => {
      const result = verifyArrival({ evidence: evidence(at), isOverride: false }, strict);
      return result.ok ? "ok" : result.error.code;
    };
    expect([codeOf(seen(49, 9)), codeOf(seen(60)), codeOf(seen(0, 11))]).toEqual([
      "ok",
      "NOT_AT_PICKUP",
      "POSITION_STALE",
    ]);
  });
});

describe("hasLostArrival", () => {
  const lost = (arrival: Arrival, position: KnownPosition | null, afterMs: number) =>
    hasLostArrival({ arrival, pickup: PICKUP, position, nowMs: NOW_MS + afterMs }, SETTINGS);
  const at = (awayM: number, afterMs: number): KnownPosition => seen(awayM, -afterMs / 1_000);

  test("a car that stays and is heard of keeps it", () => {
    expect(lost(arrived, at(20, 9 * MINUTE_MS), 10 * MINUTE_MS)).toBeNull();
    expect(lost(arrived, at(499, MINUTE_MS), MINUTE_MS)).toBeNull();
  });

  test("is lost when the car leaves, from when it was seen elsewhere", () => {
    expect(lost(arrived, at(501, MINUTE_MS), MINUTE_MS + 5_000)).toEqual({ atMs: NOW_MS + MINUTE_MS, reason: "left" });
  });

  test("is lost after two minutes of silence, from when the car was last heard of", () => {
    expect(lost(arrived, at(10, MINUTE_MS), 3 * MINUTE_MS)).toBeNull();
    expect(lost(arrived, at(10, MINUTE_MS), 3 * MINUTE_MS + 1)).toEqual({ atMs: NOW_MS + MINUTE_MS, reason: "silent" });
    expect(lost(arrived, null, 2 * MINUTE_MS + 1)).toEqual({ atMs: NOW_MS, reason: "silent" });
  });

  test("a position from before it takes nothing away", () => {
    expect(lost(arrived, seen(900, 20), MINUTE_MS)).toBeNull();
  });

  test("an overridden one stands against the position, and not against silence", () => {
    expect(lost(overridden, at(14_000, MINUTE_MS), MINUTE_MS)).toBeNull();
    expect(lost(overridden, null, 2 * MINUTE_MS + 1)).toMatchObject({ reason: "silent" });
  });

  test("stays lost, and after the city's limit the order goes back to the search", () => {
    const gone = { ...arrived, lost: { atMs: NOW_MS, reason: "left" as const } };
    expect(lost(gone, at(0, 10_000), 10_000)).toBe(gone.lost);
    expect([300_000, 300_001].map((ms) => isLostForGood(gone, NOW_MS + ms, SETTINGS))).toEqual([false, true]);
    expect(isLostForGood(arrived, NOW_MS + 9e9, SETTINGS)).toBe(false);
  });
});

describe("what an arrival earns", () => {
  const lostAt = (s: number): Arrival => ({ ...arrived, lost: { atMs: NOW_MS + s * 1_000, reason: "silent" } });

  test("fees are owed to proven ones that stand only", () => {
    expect([arrived, overridden, lostAt(60), null].map(earnsFees)).toEqual([true, false, false, false]);
  });

  test("waiting counts while the car is known to be there", () => {
    const untilMs = NOW_MS + 600_000;
    expect([arrived, overridden, lostAt(400), null].map((arrival) => waitedS(arrival, untilMs))).toEqual([
      600, 0, 400, 0,
    ]);
    expect(waitedS(arrived, NOW_MS - 1)).toBe(0);
  });
});

describe("verifyNoShow", () => {
  const verify = (arrival: Arrival | null, afterS: number): string | null => {
    const result = verifyNoShow(arrival, NOW_MS + afterS * 1_000, { freeWaitingS: 300 });
    return result.ok ? null : result.error.code;
  };

  test("needs a proven arrival that stands, and the free waiting to be over", () => {
    expect([299.9, 300].map((s) => verify(arrived, s))).toEqual(["NO_SHOW_TOO_EARLY", null]);
    const lost: Arrival = { ...arrived, lost: { atMs: NOW_MS + 400_000, reason: "left" } };
    expect([overridden, lost, null].map((arrival) => verify(arrival, 900))).toEqual([
      "NOT_AT_PICKUP",
      "NOT_AT_PICKUP",
      "NOT_AT_PICKUP",
    ]);
  });
});

describe("verifyStart", () => {
  const verify = (claim: Partial<Parameters<typeof verifyStart>[0]>): string => {
    const at = { evidence: evidence(seen(14_000)), arrival: null, isPinRight: false, isOverride: false };
    const result = verifyStart({ ...at, ...claim }, SETTINGS);
    return result.ok ? result.value : result.error.code;
  };
  const lost: Arrival = { ...arrived, lost: { atMs: NOW_MS, reason: "left" } };

  test("the right PIN proves the meeting wherever the car is", () => {
    expect(verify({ isPinRight: true })).toBe("pin");
    expect(verify({ isPinRight: true, evidence: evidence(null) })).toBe("pin");
  });

  test("obeys the rule of ARRIVED without one, also after a proven arrival", () => {
    expect(verify({ evidence: evidence(seen(100)) })).toBe("position");
    expect([null, arrived].map((arrival) => verify({ arrival }))).toEqual(["NOT_AT_PICKUP", "NOT_AT_PICKUP"]);
    expect(verify({ evidence: evidence(seen(0, 31)), arrival: arrived })).toBe("POSITION_STALE");
  });

  test("is accepted and marked when the driver insists, or after an overridden or lost arrival", () => {
    expect(verify({ isOverride: true })).toBe("override");
    expect([overridden, lost].map((arrival) => verify({ arrival }))).toEqual(["none", "none"]);
    expect(verify({ arrival: overridden, evidence: evidence(seen(100)) })).toBe("position");
  });
});

test("no position that is far, old or invented ever proves anything, and none that is near, new and real is refused", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1_000 }),
      fc.integer({ min: 0, max: 60 }),
      fc.boolean(),
      (awayM, ageS, isMock) => {
        fc.pre(Math.abs(awayM - SETTINGS.arrivalRadiusM) > 1);
        const claim = { evidence: evidence(seen(awayM, ageS, { isMock })), isOverride: false };
        const isGood = awayM <= SETTINGS.arrivalRadiusM && ageS <= SETTINGS.evidenceMaxAgeS && !isMock;
        expect(verifyArrival(claim, SETTINGS).ok).toBe(isGood);
        expect(verifyStart({ ...claim, arrival: arrived, isPinRight: false }, SETTINGS).ok).toBe(isGood);
      },
    ),
  );
});
