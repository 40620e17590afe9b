import { referenceSchema } from "@atlas/core/fields";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";
import { announceUser } from "./announce-user.ts";
import { operatorPosting, walletPostingFields } from "./operator-posting.ts";
import { heldOrThrow, postingRow } from "./posting-outcome.ts";
import { refuseAboveLimit } from "./refuse-above-limit.ts";
import { runLedger } from "./run-ledger.ts";

const DEFAULT_TTL_S = 24 * 3_600;
/** A year. */
const MAX_TTL_S = 31_536_000;

/** Reserves money of a user's wallet, apart from any trip. */
export const holdMoney = useCase({
  kind: "command",
  permission: "ledger.post",
  idempotency: "key",
  isAudited: true,
  input: z.object({
    ...walletPostingFields,
    /** Seconds until it may expire; a day when absent. */
    ttlS: z.int().min(1).max(MAX_TTL_S).optional(),
    reference: referenceSchema.optional(),
  }),
  refusals: [
    "REASON_REQUIRED",
    "AMOUNT_ABOVE_LIMIT",
    "ACCOUNT_NOT_FOUND",
    "ACCOUNT_FROZEN",
    "INSUFFICIENT_FUNDS",
    "AMOUNT_OVERFLOW",
  ],
  async run(
    ctx: Pick<ServiceContext, "db" | "newId" | "events" | "clock">,
    actor,
    input,
  ): Promise<{ readonly holdId: string }> {
    const { key, auditReason } = operatorPosting(actor, input);
    await refuseAboveLimit(ctx, actor, input);
    const [row] = await runLedger(
      { ...ctx, actor },
      postingRow,
      sql`
        SELECT * FROM ledger.hold(
          ${key}, ${ctx.newId()}, ${input.userId}, ${input.amountMinor}, ${ctx.clock().toISOString()},
          ${input.ttlS ?? DEFAULT_TTL_S}, ${input.reference ?? null}, ${actor.userId}, ${auditReason})`,
    );
    const { holdId } = heldOrThrow(row);
    await announceUser(ctx, input.userId);
    return { holdId };
  },
});
