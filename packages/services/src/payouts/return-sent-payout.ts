import { idSchema, reasonSchema } from "@atlas/core/fields";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { requireReason } from "../access/require-reason.ts";
import type { ServiceContext } from "../context.ts";
import { announceUser } from "../ledger/post/announce-user.ts";
import { ledgerRefusal } from "../ledger/post/refusal.ts";
import { runLedger } from "../ledger/post/run-ledger.ts";
import { useCase } from "../use-case.ts";
import { type PayoutView, readPayout } from "../wallet/payout-view.ts";

const returnedRow = z.object({ refusal: z.string().nullable() });

/** The bank gave a sent payout back: its money is in the driver's wallet again, with the bank's reason, and may be asked for anew. */
export const returnSentPayout = useCase({
  kind: "command",
  permission: "payouts.decide",
  within: { payoutId: "payout" },
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({ payoutId: idSchema, reason: reasonSchema }),
  refusals: ["REASON_REQUIRED", "PAYOUT_NOT_FOUND", "PAYOUT_NOT_SENT", "ACCOUNT_FROZEN"],
  async run(ctx: Pick<ServiceContext, "db" | "newId" | "events">, actor, input): Promise<PayoutView> {
    const reason = requireReason(input.reason);
    const { payoutId } = input;
    const [row] = await runLedger(
      { ...ctx, actor },
      returnedRow,
      sql`SELECT refusal FROM ledger.return_sent_payout(${payoutId}, ${ctx.newId()}, ${reason}, ${actor.userId})`,
    );
    if (row?.refusal) throw ledgerRefusal(row.refusal);
    const payout = await readPayout(ctx.db, payoutId);
    await announceUser(ctx, payout.driverId);
    return payout;
  },
});
