import { expect, test } from "vitest";
import { toPing, toSentPing } from "./ping.ts";

/** What the phone's clock says; how far it is off does not matter. */
const NOW_MS = Date.parse("2026-03-01T08:00:00Z");
/** From 1970 to 2001. */
const APPLE_MS = 978_307_200_000;

function fixAt(timestamp: number): Parameters<typeof toPing>[0] {
  return { coords: { latitude: -6.2, longitude: 106.8, accuracy: 8, heading: Number.NaN, speed: -1 }, timestamp };
}

test.each([
  ["by the phone's clock", NOW_MS - 700, 700],
  ["counted from 2001", NOW_MS - APPLE_MS - 700, 700],
  ["ahead of the phone's clock", NOW_MS + 5_000, 0],
  ["of a week ago", NOW_MS - 7 * 86_400_000, 0],
])("a fix whose time is %s is sent with its age", (_, timestamp, ageMs) => {
  expect(toSentPing(toPing(fixAt(timestamp), NOW_MS), NOW_MS).ageMs).toBe(ageMs);
});

test("a ping that waits grows older by as much", () => {
  const ping = toPing(fixAt(NOW_MS - 700), NOW_MS);
  expect(toSentPing(ping, NOW_MS + 1_500_000).ageMs).toBe(1_500_700);
});

test("a ping from before the clock was set back is one of now", () => {
  const ping = toPing(fixAt(NOW_MS), NOW_MS);
  expect(toSentPing(ping, NOW_MS - 3_600_000).ageMs).toBe(0);
});

test("only what the phone knows is sent", () => {
  expect(toSentPing(toPing(fixAt(NOW_MS), NOW_MS), NOW_MS)).toEqual({
    lat: -6.2,
    lng: 106.8,
    headingDeg: null,
    speedMps: null,
    accuracyM: 8,
    ageMs: 0,
  });
});
