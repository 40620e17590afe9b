import { describe, expect, test } from "vitest";
import { type Ping, validatePingFields, validateTimestamp } from "./ping.ts";

const NOW = Date.parse("2026-11-22T03:00:00Z");
const ping: Ping = {
  lat: -6.2,
  lng: 106.8,
  headingDeg: null,
  speedMps: null,
  accuracyM: 12,
  recordedAtMs: NOW - 1_000,
};

describe("validatePingFields", () => {
  const refused = (change: Partial<Ping>): string | null => {
    const result = validatePingFields({ ...ping, ...change }, { nowMs: NOW });
    return result.ok ? null : result.error.code;
  };

  test("a ping may be an hour old, no more", () => {
    expect(refused({})).toBeNull();
    expect(refused({ recordedAtMs: NOW - 3_600_000 })).toBeNull();
    expect(refused({ recordedAtMs: NOW - 3_600_001 })).toBe("TIMESTAMP_TOO_OLD");
    expect(refused({ recordedAtMs: NaN })).toBe("TIMESTAMP_TOO_OLD");
  });

  test("a position off the Earth or known only to a kilometre is refused", () => {
    expect(refused({ lat: 90.1 })).toBe("INVALID_COORDINATES");
    expect(refused({ accuracyM: 500 })).toBeNull();
    expect(refused({ accuracyM: 500.1 })).toBe("POSITION_INACCURATE");
    expect(refused({ accuracyM: null })).toBeNull();
  });
});

test.each([
  [600_000, undefined],
  [600_001, "TIMESTAMP_IN_FUTURE"],
  [6_000, undefined],
  [-29_000, undefined],
  [-3_600_000, undefined],
  [-3_600_001, "TIMESTAMP_TOO_OLD"],
])("a timestamp that is %i ms ahead is refused as %s", (aheadMs, code) => {
  expect(validateTimestamp(NOW + aheadMs, NOW)?.code).toBe(code);
});
