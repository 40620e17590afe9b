import type { ServiceContext } from "../../context.ts";
import type { PostingContext } from "./posting-context.ts";
import { type Posted, postedOrThrow } from "./posting-outcome.ts";
import { signedAmount } from "./signed-amount.ts";
import type { WalletPosting } from "./wallet-posting.ts";

/**
 * Posts between a user's wallet and one of its city's own accounts, in one round trip that it shares with whatever else is posted at the
 * same moment, and tells the wallet's watchers.
 * @throws DomainError INVALID_AMOUNT, INSUFFICIENT_FUNDS, ACCOUNT_FROZEN, ACCOUNT_NOT_FOUND, IDEMPOTENCY_KEY_REUSED, AMOUNT_OVERFLOW
 */
export async function postToWallet(
  ctx: Pick<ServiceContext, "db" | "newId" | "events"> & PostingContext,
  posting: WalletPosting,
): Promise<Posted> {
  // Before it joins others: it is nobody else's failure.
  signedAmount(posting);
  const row = await ctx.postings.post(ctx.newId(), posting);
  const posted = postedOrThrow(row);
  if (row.city_id) ctx.events.publish({ kind: "wallet", cityId: row.city_id, userId: posting.userId });
  return posted;
}
