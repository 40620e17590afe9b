import { describe, expect, test } from "vitest";
import { type Ping, pingSchema, validatePing } from "./ping.ts";

const NOW = Date.parse("2026-11-22T03:00:00Z");
const ping: Ping = {
  lat: -6.2,
  lng: 106.8,
  headingDeg: null,
  speedMps: null,
  accuracyM: 12,
  recordedAtMs: NOW - 1_000,
};

describe("pingSchema", () => {
  test("takes ISO times and milliseconds, and fills in what the phone does not know", () => {
    const expected = { lat: -6.2, lng: 106.8, headingDeg: null, speedMps: null, accuracyM: null, recordedAtMs: NOW };
    expect(pingSchema.parse({ lat: -6.2, lng: 106.8, recordedAt: "2026-11-22T03:00:00Z" })).toEqual(expected);
    expect(pingSchema.parse({ lat: -6.2, lng: 106.8, recordedAt: "2026-11-22T10:00:00+07:00" })).toEqual(expected);
    expect(pingSchema.parse({ lat: -6.2, lng: 106.8, recordedAt: NOW, headingDeg: null })).toEqual(expected);
  });

  test("a heading of 360 is north", () => {
    expect(pingSchema.parse({ lat: 0, lng: 0, recordedAt: NOW, headingDeg: 360 }).headingDeg).toBe(0);
  });

  test("keeps what the phone says, up to the largest", () => {
    const said = { lat: -90, lng: 180, headingDeg: 359.5, speedMps: 1_000, accuracyM: 0, recordedAt: NOW };
    const { recordedAt, ...kept } = said;
    expect(pingSchema.parse(said)).toEqual({ ...kept, recordedAtMs: recordedAt });
    expect(pingSchema.parse({ ...said, headingDeg: 0, speedMps: 0 })).toMatchObject({ headingDeg: 0, speedMps: 0 });
  });

  test.each([
    { lat: 0, lng: 0, recordedAt: NOW, headingDeg: 360.1 },
    { lat: 0, lng: 0, recordedAt: NOW, headingDeg: -0.1 },
    { lat: 0, lng: 0, recordedAt: NOW, speedMps: 1_000.1 },
    { lat: 0, lng: 0, recordedAt: NOW, speedMps: -0.1 },
    { lat: 0, lng: -181, recordedAt: NOW },
    { lat: 0, lng: 0, recordedAt: 0.5 },
    { lat: 91, lng: 0, recordedAt: NOW },
    { lat: NaN, lng: 0, recordedAt: NOW },
    { lat: "1", lng: 0, recordedAt: NOW },
    { lat: 0, lng: 0 },
    { lat: 0, lng: 0, recordedAt: "yesterday" },
    { lat: 0, lng: 0, recordedAt: NOW, accuracyM: -1 },
  ])("refuses %o", (value) => {
    expect(pingSchema.safeParse(value).success).toBe(false);
  });
});

describe("validatePing", () => {
  const refused = (change: Partial<Ping>, last?: Ping): string | null => {
    const result = validatePing({ ...ping, ...change }, { nowMs: NOW, last: last ?? null });
    return result.ok ? null : result.error.code;
  };

  test("a fresh ping passes", () => {
    expect(refused({})).toBeNull();
  });

  test("the clock may run five seconds ahead and the ping be an hour old, no more", () => {
    expect(refused({ recordedAtMs: NOW + 5_000 })).toBeNull();
    expect(refused({ recordedAtMs: NOW + 5_001 })).toBe("TIMESTAMP_IN_FUTURE");
    expect(refused({ recordedAtMs: NOW - 3_600_000 })).toBeNull();
    expect(refused({ recordedAtMs: NOW - 3_600_001 })).toBe("TIMESTAMP_TOO_OLD");
    expect(refused({ recordedAtMs: NaN })).toBe("TIMESTAMP_IN_FUTURE");
  });

  test("a position off the Earth or known only to a kilometre is refused", () => {
    expect(refused({ lat: 90.1 })).toBe("INVALID_COORDINATES");
    expect(refused({ accuracyM: 500 })).toBeNull();
    expect(refused({ accuracyM: 500.1 })).toBe("POSITION_INACCURATE");
    expect(refused({ accuracyM: null })).toBeNull();
  });

  test("a jump across town is refused, jitter and a long silence are not", () => {
    const last = { ...ping, recordedAtMs: NOW - 5_000 };
    expect(refused({ lat: -6.25 }, last)).toBe("IMPLAUSIBLE_MOVEMENT");
    expect(refused({ lat: -6.201 }, last)).toBeNull();
    expect(refused({ lat: -6.25 }, { ...ping, recordedAtMs: NOW - 600_000 })).toBeNull();
  });
});
