import { describe, expect, test } from "vitest";
import { NOTHING_SENT } from "./ping-sender.ts";
import { describeSharing, isShared, type SharingFacts } from "./sharing-status.ts";

const NOW_MS = Date.parse("2026-03-01T08:00:00Z");

function facts(change: Partial<SharingFacts> = {}, fixAgeMs = 1_000, accuracyM = 10): SharingFacts {
  const recordedAt = new Date(NOW_MS - fixAgeMs).toISOString();
  const ping = { lat: -6.2, lng: 106.8, headingDeg: null, speedMps: null, accuracyM, recordedAt };
  return {
    position: { permission: "granted", ping },
    sending: { ...NOTHING_SENT, lastSentAtMs: NOW_MS - 3_200 },
    isElsewhere: false,
    isConnected: true,
    nowMs: NOW_MS,
    ...change,
  };
}

describe("describeSharing", () => {
  test("a fresh confirmation tells its age in whole seconds", () => {
    const status = describeSharing(facts());
    expect(status).toEqual({ kind: "sent", agoS: 3 });
    expect(isShared(status)).toBe(true);
  });

  test("a refused permission is shown before anything else", () => {
    const status = describeSharing(facts({ position: { permission: "denied", ping: null }, isConnected: false }));
    expect(status).toEqual({ kind: "denied" });
    expect(isShared(status)).toBe(false);
  });

  test("that another phone sends is shown before what this one lacks", () => {
    const status = describeSharing(facts({ isElsewhere: true, position: { permission: "denied", ping: null } }));
    expect(status).toEqual({ kind: "elsewhere" });
    expect(isShared(status)).toBe(false);
  });

  test("no fix yet is not the same as a fix that was lost", () => {
    expect(describeSharing(facts({ position: { permission: "unknown", ping: null } }))).toEqual({ kind: "searching" });
    expect(describeSharing(facts({}, 20_001))).toEqual({ kind: "lost" });
  });

  test("a fix that Atlas would refuse as inaccurate is shown as imprecise", () => {
    expect(describeSharing(facts({}, 1_000, 501))).toEqual({ kind: "imprecise", accuracyM: 501 });
    expect(describeSharing(facts({}, 1_000, 500)).kind).toBe("sent");
  });

  test("without a connection the waiting positions are counted", () => {
    const sending = { ...NOTHING_SENT, buffered: 7 };
    expect(describeSharing(facts({ isConnected: false, sending }))).toEqual({ kind: "buffering", count: 7 });
    expect(describeSharing(facts({ isConnected: false, sending: NOTHING_SENT }))).toEqual({ kind: "connecting" });
  });

  test("a refusal by Atlas carries its code", () => {
    const sending = { ...NOTHING_SENT, refusedCode: "OUTSIDE_SERVICE_AREA" };
    expect(describeSharing(facts({ sending }))).toEqual({ kind: "refused", code: "OUTSIDE_SERVICE_AREA" });
  });

  test("a confirmation older than 15 s is late, before matching drops the driver", () => {
    const sending = { ...NOTHING_SENT, lastSentAtMs: NOW_MS - 16_000 };
    expect(describeSharing(facts({ sending }))).toEqual({ kind: "late", agoS: 16 });
  });
});
