import { DomainError, isErrorCode, type ErrorCode } from "@atlas/core/errors";

const SENTENCES: Partial<Record<ErrorCode, string>> = {
  ACCOUNT_NOT_FOUND: "There is no such ledger account.",
  ACCOUNT_CLOSED: "The account is deleted: no money can go into its wallet.",
  ACCOUNT_FROZEN: "The account is frozen. Please contact support.",
  APPROVAL_CLOSED: "This request has ended: it was decided, withdrawn, or nobody decided in time.",
  APPROVAL_NOT_FOUND: "There is no such request.",
  ALREADY_REVERSED: "The transfer was reversed before.",
  AMOUNT_OVERFLOW: "The amount would exceed what an account can hold.",
  CAPTURE_EXCEEDS_HOLD: "More cannot be captured than was held.",
  CURRENCY_MISMATCH: "The accounts are kept in different currencies.",
  DEBT_ACCOUNT: "A debt is not posted to. What comes into its owner's wallet pays it.",
  DEBT_OUTSTANDING: "There is a debt. It is paid first; then there are payouts again.",
  HOLD_CLOSED: "The hold was captured, voided or expired before.",
  HOLD_EXPIRED: "The hold has expired.",
  HOLD_OF_PAYOUT: "The hold belongs to a payout. Decide about the payout instead.",
  HOLD_OF_QUESTION: "The rider is being asked about this hold. The answer, or the end of the time for it, decides.",
  HOLD_NOT_FOUND: "There is no such hold.",
  IDEMPOTENCY_KEY_REUSED: "The idempotency key was used before with other data.",
  INSUFFICIENT_FUNDS: "The available balance does not cover the amount.",
  INVALID_AMOUNT: "The amount must be a whole number above zero.",
  NOT_FOUND: "There is no such record.",
  NOT_REVERSIBLE: "A reversal and the payment of a debt cannot be reversed.",
  ORDER_NOT_FINISHED: "The order is not in a state that can be settled this way.",
  ORDER_NOT_FOUND: "There is no such order.",
  PAYOUT_CLOSED: "The payout was settled or returned before.",
  TRIP_REFUNDED: "This trip was refunded. Refund what is left of it instead.",
  PAYOUT_IN_BATCH: "This payout stands in a file for the bank. Recall the batch first.",
  PAYOUT_NOT_APPROVED: "This payout has not been approved yet.",
  PAYOUT_NOT_SENT: "This payout has not been sent, or was returned before.",
  BATCH_RECALLED: "This batch was recalled.",
  BATCH_SENT: "Every payout of this batch has been sent.",
  NOTHING_TO_EXPORT:
    "No approved payout can go into a file now. Each needs a bank account, an open wallet and no debt beyond the limit.",
  TRANSFER_OF_PAYOUT: "This transfer belongs to a payout. Mark the payout as returned instead.",
  BATCH_NOT_FOUND: "There is no such batch of payouts.",
  CITY_NOT_FOUND: "There is no such city.",
  DRIVER_NOT_FOUND: "There is no such driver.",
  PAYOUT_NOT_FOUND: "There is no such payout.",
  REQUEST_OF_ANOTHER: "Only the operator who asked may withdraw this.",
  SAME_ACCOUNT: "Both sides of a transfer cannot be the same account.",
  SELF_APPROVAL: "Another admin has to approve this.",
  TRANSFER_NOT_FOUND: "There is no such transfer.",
};

/** The error for a refusal that a ledger function returned; its sentence is safe to show. */
export function ledgerRefusal(code: string): Error {
  if (!isErrorCode(code)) return new Error(`The ledger refused with an unknown code: ${code}`);
  return new DomainError(code, SENTENCES[code] ?? "The ledger refused the operation.");
}
