import { expect, test } from "vitest";
import { type FareQuestion, validateFareAnswer } from "./fare-question.ts";

const OPEN: FareQuestion = { unprovenMinor: 20_000n, confirmByMs: 1_000, answer: null };

test("a rider responds once, within the time, and may repeat it", () => {
  expect(validateFareAnswer(OPEN, "yes", 999)).toEqual({ ok: true, value: "first" });
  expect(validateFareAnswer(OPEN, "no", 0)).toEqual({ ok: true, value: "first" });
  expect(validateFareAnswer({ ...OPEN, answer: "yes" }, "yes", 5_000)).toEqual({ ok: true, value: "repeat" });
});

test("another answer, or one after the time, comes too late", () => {
  expect(validateFareAnswer(OPEN, "yes", 1_000)).toMatchObject({ ok: false, error: { code: "FARE_DECIDED" } });
  expect(validateFareAnswer({ ...OPEN, answer: "yes" }, "no", 0)).toMatchObject({
    ok: false,
    error: { code: "FARE_DECIDED" },
  });
  expect(validateFareAnswer({ ...OPEN, answer: "silent" }, "yes", 0)).toMatchObject({
    ok: false,
    error: { code: "FARE_DECIDED" },
  });
});

test("where the evidence is complete there is nothing to confirm", () => {
  expect(validateFareAnswer(null, "yes", 0)).toMatchObject({ ok: false, error: { code: "NOTHING_TO_CONFIRM" } });
});
