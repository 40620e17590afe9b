import { amountSchema, idSchema, referenceSchema } from "@atlas/core/fields";
import { err, ok } from "@atlas/core/result";
import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";
import { walletIdsOf } from "./accounts-of.ts";
import type { WaitingView } from "./ask-approval.ts";
import { moveMoney } from "./move-money.ts";
import { defineMovement } from "./movement.ts";
import { operatorPosting, walletPostingFields } from "./operator-posting.ts";
import { heldOrThrow, postingRow } from "./posting-outcome.ts";
import { ledgerRefusal } from "./refusal.ts";

const DEFAULT_TTL_S = 24 * 3_600;
/** A year. */
const MAX_TTL_S = 31_536_000;

const holdFields = {
  /** Seconds until it may expire, from when it is placed; a day when absent. */
  ttlS: z.int().min(1).max(MAX_TTL_S).optional(),
  reference: referenceSchema.optional(),
};

export interface HeldView {
  readonly holdId: string;
}

/** Money of a user's wallet that is set aside. */
export const holdMovement = defineMovement({
  kind: "hold",
  payload: z.object({ userId: idSchema, amountMinor: amountSchema, ...holdFields }),
  scopeOf: ({ userId }) => `hold:${userId}`,
  weigh: async (tx, { userId, amountMinor }) => {
    const accountIds = await walletIdsOf(tx, userId);
    return { amountMinor, accountIds, sourceIds: accountIds };
  },
  async post(ctx, db, { userId, amountMinor, ttlS = DEFAULT_TTL_S, reference = null }, { key, actorId, reason }) {
    const [row] = await query(
      db,
      postingRow,
      sql`
        SELECT * FROM ledger.hold(
          ${key}, ${ctx.newId()}, ${userId}, ${amountMinor}, ${ctx.clock().toISOString()}, ${ttlS}, ${reference},
          ${actorId}, ${reason})`,
    );
    if (row?.refusal) return err(ledgerRefusal(row.refusal));
    const view: HeldView = { holdId: heldOrThrow(row).holdId };
    return ok({ view, resultIds: [view.holdId], accountIds: await walletIdsOf(db, userId) });
  },
});

/** Reserves money of a user's wallet, apart from any trip. */
export const holdMoney = useCase({
  kind: "command",
  permission: "ledger.post",
  idempotency: "key",
  isAudited: true,
  input: z.object({ ...walletPostingFields, ...holdFields }),
  refusals: [
    "REASON_REQUIRED",
    "APPROVAL_CLOSED",
    "ACCOUNT_NOT_FOUND",
    "ACCOUNT_FROZEN",
    "INSUFFICIENT_FUNDS",
    "AMOUNT_OVERFLOW",
  ],
  async run(
    ctx: Pick<ServiceContext, "db" | "newId" | "events" | "clock">,
    actor,
    { idempotencyKey, reason, ...payload },
  ): Promise<HeldView | WaitingView> {
    const { key, auditReason } = operatorPosting(actor, { idempotencyKey, reason });
    return await moveMoney(ctx, actor, holdMovement, { payload, key, reason: auditReason });
  },
});
