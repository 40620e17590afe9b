import { idSchema } from "@atlas/core/fields";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";
import { announceHold } from "./announce-hold.ts";
import { operatorPosting, operatorPostingFields } from "./operator-posting.ts";
import { heldOrThrow, postingRow } from "./posting-outcome.ts";
import { runLedger } from "./run-ledger.ts";

/** Gives held money back. */
export const voidHold = useCase({
  kind: "command",
  permission: "ledger.post",
  idempotency: "key",
  isAudited: true,
  input: z.object({ ...operatorPostingFields, holdId: idSchema }),
  refusals: ["REASON_REQUIRED", "HOLD_NOT_FOUND", "HOLD_CLOSED", "HOLD_OF_PAYOUT", "HOLD_OF_QUESTION"],
  async run(ctx: Pick<ServiceContext, "db" | "events">, actor, input): Promise<{ readonly holdId: string }> {
    const { key, auditReason } = operatorPosting(actor, input);
    const [row] = await runLedger(
      { ...ctx, actor },
      postingRow,
      sql`SELECT * FROM ledger.void(${key}, ${input.holdId}, ${actor.userId}, ${auditReason})`,
    );
    const { holdId } = heldOrThrow(row);
    await announceHold(ctx, holdId);
    return { holdId };
  },
});
