import { DomainError } from "@atlas/core/errors";
import { idSchema, reasonSchema } from "@atlas/core/fields";
import { deadLetters } from "@atlas/db/schema/messaging";
import { isJobName, JOB_CATALOG } from "@atlas/queue/catalog";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { recordOperatorAct } from "../../access/record-act.ts";
import type { ServiceContext } from "../../context.ts";
import { inTransaction } from "../in-transaction.ts";
import { type DeadLetterView, toDeadLetterView } from "./dead-letters.ts";
import { useCase } from "../../use-case.ts";
import { originalPayload, storablePayload } from "./storable.ts";

/**
 * Sends a dead letter again, as a new message, through the outbox, and an admin's doing so into the audit log.
 * One that was replayed before, or whose payload does not parse, is refused (INVALID_INPUT).
 */
export const replayDeadLetter = useCase({
  kind: "command",
  permission: "system.act",
  idempotency: "once",
  isAudited: true,
  input: z.object({ deadLetterId: idSchema, reason: reasonSchema.optional() }),
  refusals: ["DEAD_LETTER_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, input): Promise<DeadLetterView> {
    return await inTransaction(ctx, async (tx) => {
      const [letter] = await tx.select().from(deadLetters).where(eq(deadLetters.id, input.deadLetterId)).for("update");
      if (!letter) throw new DomainError("DEAD_LETTER_NOT_FOUND", "There is no such dead letter.");
      if (letter.replayedAt) throw new DomainError("INVALID_INPUT", "This dead letter was replayed before.");
      const payload = originalPayload(letter.payload);
      const isReadable = isJobName(letter.queue) && JOB_CATALOG[letter.queue].payload.safeParse(payload).success;
      if (!isJobName(letter.queue) || !isReadable || storablePayload(payload) !== payload) {
        throw new DomainError("INVALID_INPUT", "Its payload does not parse: a replay would fail the same way.");
      }
      const now = ctx.clock();
      // As it lay in the job: parsing unpacks positions, which the consumer would not read.
      await tx.enqueueAgain(letter.queue, payload);
      const [replayed] = await tx
        .update(deadLetters)
        .set({ replayedAt: now, replayedBy: actor.userId })
        .where(eq(deadLetters.id, letter.id))
        .returning();
      await recordOperatorAct(tx, actor, {
        action: "replay-dead-letter",
        subjectId: letter.id,
        reason: input.reason?.trim() || "no reason given",
        details: { queue: letter.queue, orderId: letter.orderId },
      });
      return toDeadLetterView(replayed ?? letter);
    });
  },
});
