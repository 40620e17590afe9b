import { ledgerRefusal } from "./refusal.ts";

/**
 * What an amount does to an account's balance. A credit of less than nothing is no debit.
 * @throws DomainError INVALID_AMOUNT
 */
export function signedAmount({
  amountMinor,
  direction,
}: {
  readonly amountMinor: bigint;
  readonly direction: "in" | "out";
}): bigint {
  if (amountMinor <= 0n) throw ledgerRefusal("INVALID_AMOUNT");
  return direction === "in" ? amountMinor : -amountMinor;
}
