import { damagedText, hostileText } from "@atlas/faults/hostile-input";
import { LoopWatchdog } from "@atlas/faults/loop-watchdog";
import { tryParser } from "@atlas/faults/try-parser";
import fc from "fast-check";
import { afterAll, test } from "vitest";
import { decodeDriverState, encodeDriverState } from "./driver-state-code.ts";
import { decodeFeedMessage, encodeRow } from "./feed-message.ts";
import { decodeDigits, decodePlace, encodePlace } from "./live-place.ts";
import { decodeLastPing, decodeLiveRecord, encodeLastPing } from "./live-record.ts";

const watchdog = new LoopWatchdog();
afterAll(() => watchdog[Symbol.dispose]());

const DRIVER = "0199d3a0-6c1e-7000-8000-00000000dead";
const MOTION = { headingDeg: 10, speedMps: 5, accuracyM: 3 };
const state = encodeDriverState({ availability: "available", vehicleType: "go-ride", autoAccept: true, orderId: null });
const record = `${encodeLastPing(1_796_000_000_000, MOTION)}${state}:p${encodePlace(1_796_000_000_000, { lat: -6.2, lng: 106.8 })}:s00ff`;
const row = encodeRow(DRIVER, 1_796_000_000_000, { ...MOTION, lat: -6.2, lng: 106.8 });

// Other processes write them; one of another version, or a Redis that somebody wrote to, must not end this one.
test.each([
  ["decodeFeedMessage", decodeFeedMessage],
  ["decodeLastPing", decodeLastPing],
  ["decodeLiveRecord", decodeLiveRecord],
  ["decodePlace", decodePlace],
  ["decodeDigits", decodeDigits],
  ["decodeDriverState", decodeDriverState],
] as const)("%s reads a record of Redis or finds that it is none", async (_name, parse) => {
  const valid = fc.constantFrom(`S${DRIVER},${state}`, `P${state}\n${row}`, `G${DRIVER},${DRIVER}`, record, state);
  await tryParser(watchdog, { inputs: fc.oneof(hostileText, damagedText(valid)), parse: (text) => parse(text) });
});
