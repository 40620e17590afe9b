import { expect, test } from "vitest";
import { isOfUnknownKind, JOB_CATALOG, JOB_NAMES } from "./catalog.ts";
import { packPings } from "./ping-pack.ts";

const cityId = "jakarta";
const id = "019ad0a0-0000-7000-8000-000000000001";
const ping = { driverId: id, lat: -6.2, lng: 106.8, headingDeg: null, speedMps: null, accuracyM: 5 };
const pings = packPings([{ ...ping, recordedAtMs: 1_700_000_000_000, receivedAtMs: 1_700_000_000_100 }]);

/** As installations have them in Redis and in their outboxes: never to be changed, only added to. */
const STORED = {
  "driver-gps": [{ cityId, pings }],
  "ride-dispatch": [
    { cityId, orderId: id, round: 0 },
    { cityId, orderId: id, round: 3, isCollected: true },
  ],
  "offer-expiry": [{ cityId, offerId: id }],
  "wallet-transactions": [
    { kind: "capture", cityId, orderId: id },
    { kind: "cash-commission", cityId, orderId: id },
    { kind: "cancel-fee", cityId, orderId: id },
    { kind: "payout", cityId, payoutId: id },
  ],
  restrictions: [{ cityId, restrictionId: id }],
  "forget-person": [{ cityId, userId: id }],
  "send-mail": [
    { template: "confirm-sign-up", locale: "id", requestId: id, resetId: id },
    { template: "reset-password", locale: "en", requestId: id },
    { template: "confirm-email", locale: "en", requestId: id, resetId: id },
    { template: "undo-email", locale: "en", requestId: id },
    { template: "password-changed", locale: "en", userId: id, at: "2026-11-30T00:00:00.000Z" },
    { template: "restricted", locale: "en", userId: id, at: "2026-11-30T00:00:00.000Z", restrictionId: id },
    { template: "restored", locale: "id", userId: id, at: "2026-11-30T00:00:00.000Z" },
    {
      template: "second-factor-changed",
      locale: "id",
      userId: id,
      at: "2026-11-30T00:00:00.000Z",
      change: "authenticator-added",
    },
    { template: "new-sign-in", locale: "en", userId: id, at: "2026-11-30T00:00:00.000Z", device: "Firefox on Linux" },
  ],
  "send-notice": [
    { cityId, orderId: id, event: "matched", at: "2026-11-30T00:00:00.000Z", driverId: id },
    { cityId, orderId: id, event: "expired", at: "2026-11-30T00:00:00.000Z", driverId: null, subscriptionId: id },
  ],
  upkeep: [{ task: "expire-orders" }, { task: "gps-partitions" }],
} as const;

test("jobs that an installed version has left in its queues and its outbox are read after an upgrade", () => {
  expect(JOB_NAMES).toEqual(expect.arrayContaining(Object.keys(STORED)));
  for (const name of JOB_NAMES) {
    for (const payload of STORED[name]) {
      expect(JOB_CATALOG[name].payload.safeParse(payload).success, `${name} ${JSON.stringify(payload)}`).toBe(true);
      expect(isOfUnknownKind(name, payload)).toBe(false);
    }
  }
});

test("a kind of a newer version is distinguished from a payload that is broken", () => {
  expect(isOfUnknownKind("wallet-transactions", { kind: "tip", cityId })).toBe(true);
  expect(isOfUnknownKind("upkeep", { task: "water-plants" })).toBe(true);
  expect(isOfUnknownKind("wallet-transactions", { kind: 7 })).toBe(false);
  expect(isOfUnknownKind("upkeep", null)).toBe(false);
  expect(isOfUnknownKind("ride-dispatch", { kind: "tip" })).toBe(false);
});
