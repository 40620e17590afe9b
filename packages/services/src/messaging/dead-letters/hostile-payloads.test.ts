import { isStorableText } from "@atlas/core/storable-text";
import { hostileJson, hostileText } from "@atlas/faults/hostile-input";
import { LoopWatchdog } from "@atlas/faults/loop-watchdog";
import { tryParser } from "@atlas/faults/try-parser";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { escapedPayload, storableText } from "./storable.ts";

const watchdog = new LoopWatchdog();
afterAll(() => watchdog[Symbol.dispose]());

test("whatever a job held can be kept as a dead letter", async () => {
  await tryParser(watchdog, {
    inputs: fc.oneof(hostileJson, hostileText),
    parse(payload) {
      const json = JSON.stringify(payload);
      escapedPayload(json);
      expect(isStorableText(storableText(json))).toBe(true);
    },
  });
});
