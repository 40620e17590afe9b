import { describe, expect, test } from "vitest";
import type { Fix } from "./ping.ts";
import { confirmFix } from "./standing-still.ts";

const NOW_MS = Date.parse("2026-03-01T08:00:00Z");

function fixAt(latitude: number, timestamp: number): Fix {
  return { coords: { latitude, longitude: 106.8, accuracy: 8, heading: null, speed: null }, timestamp };
}

describe("confirmFix", () => {
  test("a first position keeps the time at which the phone took it", () => {
    const { fix } = confirmFix(fixAt(-6.2, NOW_MS - 40_000), null, NOW_MS);
    expect(fix.timestamp).toBe(NOW_MS - 40_000);
  });

  test("the same position asked anew is true now", () => {
    const first = confirmFix(fixAt(-6.2, NOW_MS), null, NOW_MS);
    const again = confirmFix(fixAt(-6.2, NOW_MS), first.standing, NOW_MS + 60_000);
    expect(again.fix.timestamp).toBe(NOW_MS + 60_000);
    expect(again.standing.sinceMs).toBe(NOW_MS);
  });

  test("after ten minutes without any change the phone is no longer believed", () => {
    const first = confirmFix(fixAt(-6.2, NOW_MS), null, NOW_MS);
    expect(confirmFix(fixAt(-6.2, NOW_MS), first.standing, NOW_MS + 600_001).fix.timestamp).toBe(NOW_MS);
  });

  test("another position starts anew with its own time", () => {
    const first = confirmFix(fixAt(-6.2, NOW_MS), null, NOW_MS);
    const moved = confirmFix(fixAt(-6.21, NOW_MS + 900), first.standing, NOW_MS + 1_000);
    expect(moved.fix.timestamp).toBe(NOW_MS + 900);
    expect(moved.standing).toEqual({ lat: -6.21, lng: 106.8, sinceMs: NOW_MS + 1_000 });
  });
});
