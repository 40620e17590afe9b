import type { FareAnswer, FareQuestion } from "@atlas/core/evidence/fare-question";
import type { MissingPart } from "@atlas/core/evidence/known-trip";
import type { FareBasis } from "@atlas/core/evidence/trip-fare";
import type { OrderRow } from "../record/find-order.ts";

/** Why a finished trip costs what it does. */
export interface FareReasonView {
  readonly basis: FareBasis;
  /** What is known to have been driven with the rider, in metres. */
  readonly knownM: number;
  /** Parts of the trip of which nothing is known. */
  readonly missing: readonly MissingPart[];
  /** What the rider is asked; null where the evidence is complete, or nobody is asked. */
  readonly question: FareQuestionView | null;
}

/** "Did you arrive?" */
export interface FareQuestionView {
  /** What a yes adds to the fare. */
  readonly amountMinor: string;
  /** ISO-8601; from then on nothing is added. */
  readonly confirmBy: string;
  /** Null while it is open. */
  readonly answer: FareAnswer | null;
}

/** Null for a trip that has not ended, or ended before fares went by evidence. */
export function toFareReason(
  order: Pick<OrderRow, "fareBasis" | "fareKnownM" | "fareMissing" | "unprovenMinor" | "fareConfirmBy" | "fareAnswer">,
): FareReasonView | null {
  const { fareBasis: basis, fareKnownM: knownM, fareMissing: missing } = order;
  if (basis === null || knownM === null || missing === null) return null;
  const question = fareQuestionOf(order);
  return { basis, knownM, missing, question: question === null ? null : toQuestionView(question) };
}

/** What an order's rider has been asked; null where there is nothing to ask. */
export function fareQuestionOf({
  unprovenMinor,
  fareConfirmBy,
  fareAnswer,
}: Pick<OrderRow, "unprovenMinor" | "fareConfirmBy" | "fareAnswer">): FareQuestion | null {
  if (unprovenMinor === null || fareConfirmBy === null) return null;
  return { unprovenMinor, confirmByMs: fareConfirmBy.getTime(), answer: fareAnswer };
}

function toQuestionView({ unprovenMinor, confirmByMs, answer }: FareQuestion): FareQuestionView {
  return { amountMinor: unprovenMinor.toString(), confirmBy: new Date(confirmByMs).toISOString(), answer };
}
