import { expect, test } from "vitest";
import { type FareQuestion, judgeFareAnswer } from "./fare-question.ts";

const OPEN: FareQuestion = { unprovenMinor: 20_000n, confirmByMs: 1_000, answer: null };

test("a rider answers once, within the time, and may say the same again", () => {
  expect(judgeFareAnswer(OPEN, "yes", 999)).toEqual({ ok: true, value: "first" });
  expect(judgeFareAnswer(OPEN, "no", 0)).toEqual({ ok: true, value: "first" });
  expect(judgeFareAnswer({ ...OPEN, answer: "yes" }, "yes", 5_000)).toEqual({ ok: true, value: "repeat" });
});

test("another answer, or one after the time, comes too late", () => {
  expect(judgeFareAnswer(OPEN, "yes", 1_000)).toMatchObject({ ok: false, error: { code: "FARE_DECIDED" } });
  expect(judgeFareAnswer({ ...OPEN, answer: "yes" }, "no", 0)).toMatchObject({
    ok: false,
    error: { code: "FARE_DECIDED" },
  });
  expect(judgeFareAnswer({ ...OPEN, answer: "silent" }, "yes", 0)).toMatchObject({
    ok: false,
    error: { code: "FARE_DECIDED" },
  });
});

test("where the evidence told all there is nothing to confirm", () => {
  expect(judgeFareAnswer(null, "yes", 0)).toMatchObject({ ok: false, error: { code: "NOTHING_TO_CONFIRM" } });
});
