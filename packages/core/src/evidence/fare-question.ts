import type { Refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";

/** What a rider says to "Did you arrive?"; `silent` when the time is over. */
export const FARE_ANSWERS = ["yes", "no", "silent"] as const;
export type FareAnswer = (typeof FARE_ANSWERS)[number];

/** The part of a fare that is not proven, and what became of it. */
export interface FareQuestion {
  readonly unprovenMinor: bigint;
  readonly confirmByMs: number;
  /** Null while the question is open. */
  readonly answer: FareAnswer | null;
}

export type FareQuestionRefusal = Refusal<"NOTHING_TO_CONFIRM" | "FARE_DECIDED">;

/** Whether an answer is taken: the first one within its time, and the same one again, which changes nothing. */
export function validateFareAnswer(
  question: FareQuestion | null,
  answer: Exclude<FareAnswer, "silent">,
  nowMs: number,
): Result<"first" | "repeat", FareQuestionRefusal> {
  if (question === null) {
    return err({ code: "NOTHING_TO_CONFIRM", message: "Nothing of this fare is left to be confirmed." });
  }
  if (question.answer === answer) return ok("repeat");
  const isOpen = question.answer === null && nowMs < question.confirmByMs;
  return isOpen ? ok("first") : err({ code: "FARE_DECIDED", message: "The fare of this trip is decided already." });
}
