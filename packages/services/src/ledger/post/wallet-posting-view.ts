import type { Queryable } from "@atlas/db/connect";
import { query } from "@atlas/db/query";
import { walletIdsOf } from "./accounts-of.ts";
import type { Attempt, MovementContext } from "./movement.ts";
import { postWallets } from "./posting-collector.ts";
import { attemptOf, type Posted, postingRow } from "./posting-outcome.ts";
import type { WalletPosting } from "./wallet-posting.ts";

/** The response of the original system's CreditBalance and DebitBalance. */
export interface WalletPostingView {
  readonly success: true;
  readonly newBalanceMinor: string;
  readonly message: string;
  readonly transferId: string;
}

/** What became of a wallet by a posting. */
export function toWalletPostingView(
  posted: Posted,
  { direction }: Pick<WalletPosting, "direction">,
): WalletPostingView {
  const [balanceMinor, message] =
    direction === "in"
      ? [posted.creditBalanceMinor, "Balance credited."]
      : [posted.debitBalanceMinor, "Balance debited."];
  return { success: true, newBalanceMinor: balanceMinor.toString(), message, transferId: posted.transferId };
}

/** Posts to a wallet in the caller's transaction, alone. */
export async function attemptWalletPosting(
  ctx: MovementContext,
  db: Queryable,
  posting: WalletPosting,
): Promise<Attempt<WalletPostingView>> {
  const [row] = await query(db, postingRow, postWallets([{ id: ctx.newId(), posting }]));
  const accountIds = await walletIdsOf(db, posting.userId);
  return attemptOf(row, (posted) => ({
    view: toWalletPostingView(posted, posting),
    resultIds: [posted.transferId],
    accountIds,
  }));
}
