import { damagedText, hostileJson, hostileText, nearly } from "@atlas/faults/hostile-input";
import { LoopWatchdog } from "@atlas/faults/loop-watchdog";
import { tryParser } from "@atlas/faults/try-parser";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { isJobName, isOfUnknownKind, JOB_CATALOG, JOB_NAMES } from "./catalog.ts";
import { packPings, unpackPings } from "./ping-pack.ts";

const watchdog = new LoopWatchdog();
afterAll(() => watchdog[Symbol.dispose]());

const PING = {
  driverId: "0199d3a0-6c1e-7000-8000-00000000dead",
  lat: -6.2,
  lng: 106.8,
  headingDeg: 10,
  speedMps: 5,
  accuracyM: null,
  recordedAtMs: 1_796_000_000_000,
  receivedAtMs: 1_796_000_000_500,
};
const packed = fc.constantFrom(packPings([PING]), packPings([PING, { ...PING, isMock: true }]));
/** Has a field of every job. */
const payload = fc.constant({
  cityId: "jakarta",
  orderId: PING.driverId,
  offerId: PING.driverId,
  driverId: PING.driverId,
  restrictionId: PING.driverId,
  round: 1,
  task: "gps-partitions",
  kind: "settle",
  pings: [PING],
});

describe("a job that lies in Redis", () => {
  test.each(JOB_NAMES)("%s is read or goes to the dead letters", async (name) => {
    await tryParser(watchdog, {
      inputs: fc.oneof(
        hostileJson,
        nearly(payload),
        damagedText(packed).map((pings) => ({ cityId: "c", pings })),
      ),
      parse(data) {
        JOB_CATALOG[name].payload.safeParse(data);
        isOfUnknownKind(name, data);
      },
    });
  });

  test("of another queue is none of ours", async () => {
    await tryParser(watchdog, {
      inputs: hostileText,
      parse: (name) => expect(isJobName(name)).toBe(JOB_NAMES.some((known) => known === name)),
    });
  });
});

test("packed pings are pings or nothing", async () => {
  await tryParser(watchdog, {
    inputs: fc.oneof(hostileText, damagedText(packed)),
    parse(text) {
      for (const { lat, lng } of unpackPings(text) ?? []) {
        expect(Math.abs(lat)).toBeLessThanOrEqual(90);
        expect(Math.abs(lng)).toBeLessThanOrEqual(180);
      }
    },
  });
});
