import { destination } from "@atlas/core/geo";
import type { Ping } from "@atlas/core/ping";
import { createMoveHistory } from "@atlas/core/positions/move-history";
import { expect, test } from "vitest";
import type { CityArea } from "./city-areas.ts";
import type { KnownDriver } from "./driver-directory.ts";
import { validatePing } from "./validate-ping.ts";

const NOW_MS = 1_800_000_000_000;
const HOME = { lat: -6.2, lng: 106.8 };
const AREA: CityArea = {
  bounds: [106.6, -6.4, 107, -6],
  shape: {
    type: "Polygon",
    coordinates: [
      [
        [106.6, -6.4],
        [107, -6.4],
        [107, -6],
        [106.6, -6],
        [106.6, -6.4],
      ],
    ],
  },
};

function newDriver(): KnownDriver {
  return {
    driverId: "d",
    cityId: "c",
    hasUnsetAvailability: false,
    loadedAtMs: NOW_MS,
    phone: undefined,
    phoneChanges: 0,
    history: createMoveHistory(),
    slowMs: Number.POSITIVE_INFINITY,
    tokens: Number.POSITIVE_INFINITY,
    tokensAtMs: 0,
  };
}

function ping(change: Partial<Ping> = {}): Ping {
  return { ...HOME, headingDeg: null, speedMps: null, accuracyM: null, recordedAtMs: NOW_MS, ...change };
}

test.each([
  ["outside the service area", ping({ lat: -5 }), "OUTSIDE_SERVICE_AREA"],
  ["off the Earth", ping({ lat: -91 }), "INVALID_COORDINATES"],
  ["not a number", ping({ lng: Number.NaN }), "INVALID_COORDINATES"],
  ["two hours old", ping({ recordedAtMs: NOW_MS - 7_200_000 }), "TIMESTAMP_TOO_OLD"],
  ["from a cell tower", ping({ accuracyM: 3_000 }), "POSITION_INACCURATE"],
])("a ping %s is refused", (_, bad, code) => {
  expect(validatePing(newDriver(), AREA, bad, NOW_MS)).toMatchObject({ code });
});

test("a city that is not served takes no pings", () => {
  expect(validatePing(newDriver(), null, ping(), NOW_MS)).toMatchObject({ code: "OUTSIDE_SERVICE_AREA" });
});

/** What becomes of a ping so far to the east, so long after `NOW_MS`. */
function outcome(driver: KnownDriver, eastM: number, afterMs: number): string {
  const atMs = NOW_MS + afterMs;
  return (
    validatePing(driver, AREA, ping({ ...destination(HOME, 90, eastM), recordedAtMs: atMs }), atMs)?.code ?? "taken"
  );
}

/** A driver whose car has been seen standing still for 20 s. */
function seenDriver(): KnownDriver {
  const driver = newDriver();
  for (let afterMs = -20_000; afterMs <= 0; afterMs += 4_000) expect(outcome(driver, 0, afterMs)).toBe("taken");
  return driver;
}

test("a jump is refused, a drive is not", () => {
  const driver = seenDriver();
  expect(outcome(driver, 5_000, 4_000)).toBe("IMPLAUSIBLE_MOVEMENT");
  expect(outcome(driver, 80, 8_000)).toBe("taken");
});

test("three jumps within 0.9 s that agree with one another are refused", () => {
  const driver = seenDriver();
  const outcomes = [4_000, 4_450, 4_900].map((afterMs) => outcome(driver, 14_000, afterMs));
  expect(outcomes).toEqual(["IMPLAUSIBLE_MOVEMENT", "IMPLAUSIBLE_MOVEMENT", "IMPLAUSIBLE_MOVEMENT"]);
  expect(outcome(driver, 40, 8_000)).toBe("taken");
});

test("one wild fix costs none of the good ones around it", () => {
  const driver = seenDriver();
  const outcomes = [30, 9_000, 90, 120].map((eastM, step) => outcome(driver, eastM, (step + 1) * 4_000));
  expect(outcomes).toEqual(["taken", "IMPLAUSIBLE_MOVEMENT", "taken", "taken"]);
});

test("a wild fix that came first does not lock the driver out", () => {
  const driver = newDriver();
  const outcomes = [9_000, 30, 60, 90].map((eastM, step) => outcome(driver, eastM, step * 4_000));
  expect(outcomes).toEqual(["taken", "taken", "taken", "taken"]);
  expect(outcome(driver, 9_000, 16_000)).toBe("IMPLAUSIBLE_MOVEMENT");
});

test("what is outside the service area is no part of the track", () => {
  const driver = seenDriver();
  for (let step = 1; step <= 5; step += 1) expect(outcome(driver, 200_000, step * 1_000)).toBe("OUTSIDE_SERVICE_AREA");
  expect(outcome(driver, 60, 8_000)).toBe("taken");
});

test("a late ping of the track so far is accepted, and the next is still checked against the newest", () => {
  const driver = seenDriver();
  const tenMinutesAgo = ping({ ...destination(HOME, 90, 5_000), recordedAtMs: NOW_MS - 600_000 });
  expect(validatePing(driver, AREA, tenMinutesAgo, NOW_MS)).toBeNull();
  expect(outcome(driver, 5_000, 4_000)).toBe("IMPLAUSIBLE_MOVEMENT");
});

test("a driver may send the pings of an hour offline at once, then five a second", () => {
  const driver = newDriver();
  for (let sent = 0; sent < 1_500; sent += 1) {
    const recordedAtMs = NOW_MS - Math.max(0, 3_600_000 - sent * 2_900);
    expect(validatePing(driver, AREA, ping({ recordedAtMs }), NOW_MS)).toBeNull();
  }
  expect(validatePing(driver, AREA, ping(), NOW_MS)).toMatchObject({ code: "RATE_LIMITED" });
  for (let sent = 0; sent < 5; sent += 1) expect(validatePing(driver, AREA, ping(), NOW_MS + 1_000)).toBeNull();
  expect(validatePing(driver, AREA, ping(), NOW_MS + 1_000)).toMatchObject({ code: "RATE_LIMITED" });
});
