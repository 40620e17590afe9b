import { destination } from "@atlas/core/geo";
import type { Ping } from "@atlas/core/ping";
import { expect, test } from "vitest";
import type { CityArea } from "./city-areas.ts";
import type { KnownDriver } from "./driver-directory.ts";
import { judgePing } from "./judge-ping.ts";

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
    last: null,
    suspect: null,
    suspects: 0,
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
  ["from the future", ping({ recordedAtMs: NOW_MS + 60_000 }), "TIMESTAMP_IN_FUTURE"],
  ["two hours old", ping({ recordedAtMs: NOW_MS - 7_200_000 }), "TIMESTAMP_TOO_OLD"],
  ["from a cell tower", ping({ accuracyM: 3_000 }), "POSITION_INACCURATE"],
])("a ping %s is refused", (_, bad, code) => {
  expect(judgePing(newDriver(), AREA, bad, NOW_MS)).toMatchObject({ code });
});

test("a city that is not served takes no pings", () => {
  expect(judgePing(newDriver(), null, ping(), NOW_MS)).toMatchObject({ code: "OUTSIDE_SERVICE_AREA" });
});

test("a jump is refused, a drive is not", () => {
  const driver = newDriver();
  expect(judgePing(driver, AREA, ping(), NOW_MS)).toBeNull();
  const jump = ping({ ...destination(HOME, 90, 5_000), recordedAtMs: NOW_MS + 4_000 });
  expect(judgePing(driver, AREA, jump, NOW_MS + 4_000)).toMatchObject({ code: "IMPLAUSIBLE_MOVEMENT" });
  const drive = ping({ ...destination(HOME, 90, 80), recordedAtMs: NOW_MS + 8_000 });
  expect(judgePing(driver, AREA, drive, NOW_MS + 8_000)).toBeNull();
});

test("a late ping of the way here is taken, and the next is still judged by the newest", () => {
  const driver = newDriver();
  expect(judgePing(driver, AREA, ping(), NOW_MS)).toBeNull();
  const tenMinutesAgo = ping({ ...destination(HOME, 90, 5_000), recordedAtMs: NOW_MS - 600_000 });
  expect(judgePing(driver, AREA, tenMinutesAgo, NOW_MS)).toBeNull();
  const backThere = ping({ ...destination(HOME, 90, 5_000), recordedAtMs: NOW_MS + 4_000 });
  expect(judgePing(driver, AREA, backThere, NOW_MS + 4_000)).toMatchObject({ code: "IMPLAUSIBLE_MOVEMENT" });
});

test("one wild fix that was believed does not lock the driver out", () => {
  const driver = newDriver();
  expect(judgePing(driver, AREA, ping(destination(HOME, 90, 9_000)), NOW_MS)).toBeNull();
  const outcomes = [1, 2, 3, 4].map((step) => {
    const atMs = NOW_MS + step * 4_000;
    return (
      judgePing(driver, AREA, ping({ ...destination(HOME, 0, step * 30), recordedAtMs: atMs }), atMs)?.code ?? "taken"
    );
  });
  expect(outcomes).toEqual(["IMPLAUSIBLE_MOVEMENT", "IMPLAUSIBLE_MOVEMENT", "taken", "taken"]);
});

test("a driver may send the pings of an hour offline at once, then five a second", () => {
  const driver = newDriver();
  for (let sent = 0; sent < 1_500; sent += 1) {
    const recordedAtMs = NOW_MS - Math.max(0, 3_600_000 - sent * 2_900);
    expect(judgePing(driver, AREA, ping({ recordedAtMs }), NOW_MS)).toBeNull();
  }
  expect(judgePing(driver, AREA, ping(), NOW_MS)).toMatchObject({ code: "RATE_LIMITED" });
  for (let sent = 0; sent < 5; sent += 1) expect(judgePing(driver, AREA, ping(), NOW_MS + 1_000)).toBeNull();
  expect(judgePing(driver, AREA, ping(), NOW_MS + 1_000)).toMatchObject({ code: "RATE_LIMITED" });
});
