import { expect, test } from "vitest";
import { validatePingFields } from "../ping.ts";
import { datePing, reportedFixSchema } from "./reported-fix.ts";

const NOW_MS = Date.parse("2026-11-22T03:00:00Z");
const HERE = { lat: -6.2, lng: 106.8 };

test("a fix with its age is dated by the server's clock", () => {
  const fix = reportedFixSchema.parse({ ...HERE, headingDeg: 360, ageMs: 1_200, isMock: true });
  expect(datePing(fix, { nowMs: NOW_MS })).toEqual({
    ...HERE,
    headingDeg: 0,
    speedMps: null,
    accuracyM: null,
    recordedAtMs: NOW_MS - 1_200,
    isMock: true,
  });
});

test.each([
  ["29 s slow", -29_000],
  ["10 minutes slow", -600_000],
  ["6 s fast", 6_000],
  ["a day fast", 86_400_000],
])("a phone whose clock is %s is as visible as any", (_, offMs) => {
  const sentAt = NOW_MS + offMs;
  for (const fix of [{ ageMs: 900 }, { recordedAt: sentAt - 900, sentAt: new Date(sentAt).toISOString() }]) {
    const ping = datePing(reportedFixSchema.parse({ ...HERE, ...fix }), { nowMs: NOW_MS });
    expect(ping.recordedAtMs).toBe(NOW_MS - 900);
    expect(validatePingFields(ping, { nowMs: NOW_MS }).ok).toBe(true);
  }
});

test("a client that knows only its time is corrected by what its clock is off", () => {
  const fix = reportedFixSchema.parse({ ...HERE, recordedAt: NOW_MS - 29_900 });
  expect(datePing(fix, { nowMs: NOW_MS, offsetMs: 29_000 }).recordedAtMs).toBe(NOW_MS - 900);
});

test("takes ISO times and milliseconds, and keeps what the phone says up to the largest", () => {
  const atMs = (recordedAt: unknown): unknown => reportedFixSchema.parse({ ...HERE, recordedAt }).recordedAt;
  expect(["2026-11-22T03:00:00Z", "2026-11-22T10:00:00+07:00", NOW_MS].map(atMs)).toEqual([NOW_MS, NOW_MS, NOW_MS]);
  const said = { lat: -90, lng: 180, headingDeg: 359.5, speedMps: 1_000, accuracyM: 0, ageMs: 0 };
  expect(reportedFixSchema.parse(said)).toEqual(said);
});

test.each([
  { lat: 91 },
  { lat: NaN },
  { lat: "1" },
  { lng: -181 },
  { headingDeg: 360.1 },
  { headingDeg: -0.1 },
  { speedMps: 1_000.1 },
  { speedMps: -0.1 },
  { accuracyM: -1 },
  { recordedAt: 0.5 },
  { ageMs: "5" },
  { recordedAt: "yesterday" },
  { isMock: "no" },
])("refuses %o", (change) => {
  expect(reportedFixSchema.safeParse({ ...HERE, ...change }).success).toBe(false);
});
