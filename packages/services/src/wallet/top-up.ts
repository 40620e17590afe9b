import { DomainError } from "@atlas/core/errors";
import { amountSchema, idempotencyKeySchema } from "@atlas/core/fields";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";
import { type BalanceView, walletBalance } from "./balance.ts";
import type { PostingContext } from "../ledger/post/posting-context.ts";
import { postToWallet } from "../ledger/post/post-to-wallet.ts";

/** Demo credit into the caller's own wallet (rider or driver), from the city's top-up clearing; FORBIDDEN where it is no demo. */
export const topUp = useCase({
  kind: "command",
  permission: "wallet.topUp",
  idempotency: "key",
  isAudited: false,
  input: z.object({ amountMinor: amountSchema, idempotencyKey: idempotencyKeySchema }),
  refusals: ["ACCOUNT_NOT_FOUND", "ACCOUNT_CLOSED", "ACCOUNT_FROZEN", "AMOUNT_OVERFLOW"],
  async run(
    ctx: Pick<ServiceContext, "db" | "newId" | "events" | "isDemo" | "settings"> & PostingContext,
    actor,
    input,
  ): Promise<BalanceView & { readonly transferId: string }> {
    if (!ctx.isDemo) throw new DomainError("FORBIDDEN", "Topping up without a payment is only possible in the demo.");
    const { transferId } = await postToWallet(ctx, {
      key: `top-up:${actor.userId}:${input.idempotencyKey}`,
      userId: actor.userId,
      amountMinor: input.amountMinor,
      direction: "in",
      kind: "top_up",
      counterKind: "top_up_clearing",
      actorId: actor.userId,
      auditReason: null,
    });
    return { ...(await walletBalance(ctx, actor, {})), transferId };
  },
});
