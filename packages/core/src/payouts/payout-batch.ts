import type { Currency } from "../money.ts";
import type { BankAccount } from "./bank-account.ts";

/** What a bank may be given: a table, or a customer credit transfer of ISO 20022 (pain.001.001.09). */
export const PAYOUT_FORMATS = ["csv", "pain.001"] as const;
export type PayoutFormat = (typeof PAYOUT_FORMATS)[number];

/** One payment of a batch. */
export interface BatchedPayout {
  readonly payoutId: string;
  readonly amountMinor: bigint;
  readonly account: BankAccount;
}

/** Everything that stands in a file: the same batch is the same file. */
export interface PayoutBatch {
  readonly batchId: string;
  readonly createdAt: Date;
  /** When the bank is to pay: a day of the city's calendar, `YYYY-MM-DD`. */
  readonly executionDay: string;
  readonly currency: Currency;
  readonly payouts: readonly BatchedPayout[];
}
