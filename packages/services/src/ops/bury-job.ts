import type { ErrorCode } from "@atlas/core/errors";
import { deadLetters } from "@atlas/db/schema/messaging";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";

export interface BuryJobInput {
  readonly queue: string;
  readonly messageId: string;
  readonly payload: unknown;
  readonly code: ErrorCode;
  readonly reason: string;
}

const aboutOrder = z.object({ orderId: z.uuid() });
const kindOf = z.object({ kind: z.string() });
const LONGEST_REASON = 2_000;

/** Keeps a job that cannot succeed, with its reason, until an operator replays or discards it. Once per message. */
export async function buryJob(
  ctx: Pick<ServiceContext, "db" | "clock" | "newId" | "log">,
  input: BuryJobInput,
): Promise<void> {
  const { queue, messageId, payload, code } = input;
  const order = aboutOrder.safeParse(payload);
  const kind = kindOf.safeParse(payload);
  await ctx.db.transaction(async (tx) => {
    const known = await tx
      .select({ id: deadLetters.id })
      .from(deadLetters)
      .where(and(eq(deadLetters.queue, queue), eq(deadLetters.messageId, messageId)));
    if (known.length > 0) return;
    await tx.insert(deadLetters).values({
      id: ctx.newId(),
      queue,
      job: kind.success ? kind.data.kind : queue,
      messageId,
      payload: payload ?? null,
      code,
      reason: input.reason.slice(0, LONGEST_REASON),
      orderId: order.success ? order.data.orderId : null,
      failedAt: ctx.clock(),
    });
  });
  ctx.log.error({ queue, messageId, code, reason: input.reason }, "job.buried");
}
