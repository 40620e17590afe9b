import { csvLine } from "../csv.ts";
import { decimalAmount } from "../money.ts";
import type { PayoutBatch } from "./payout-batch.ts";

const HEAD = ["payout_id", "holder_name", "bank_name", "bank_code", "account_number", "amount", "currency"];

/** A batch as a table: one line for each payment, amounts with the currency's decimals. */
export function writePayoutCsv(batch: PayoutBatch): string {
  const lines = batch.payouts.map(({ payoutId, account, amountMinor }) => [
    payoutId,
    account.holderName,
    account.bankName,
    account.bankCode,
    account.accountNumber,
    decimalAmount(amountMinor, batch.currency),
    batch.currency,
  ]);
  return [HEAD, ...lines].map(csvLine).join("");
}
