import type { ErrorCode } from "@atlas/core/errors";
import { isDependencyDown } from "@atlas/core/is-dependency-down";
import { deadLetters } from "@atlas/db/schema/messaging";
import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { escapedPayload, storablePayload, storableText } from "./storable.ts";

export interface DeadJob {
  readonly queue: string;
  readonly messageId: string;
  readonly payload: unknown;
  readonly code: ErrorCode;
  readonly reason: string;
}

const aboutOrder = z.object({ orderId: z.uuid() });
const kindOf = z.object({ kind: z.string() });
const LONGEST_REASON = 2_000;

type DeadLetterContext = Pick<ServiceContext, "db" | "clock" | "newId" | "log">;

/**
 * Keeps a job that cannot succeed, with its reason, until an operator replays or discards it. Once per message. What Postgres
 * cannot hold is kept as text (`storablePayload`): a poisoned letter that were refused would come again for ever.
 */
export async function moveToDeadLetters(ctx: DeadLetterContext, input: DeadJob): Promise<void> {
  try {
    await write(ctx, input, storablePayload(input.payload));
  } catch (error) {
    if (isDependencyDown(error)) throw error;
    await write(ctx, input, escapedPayload(jsonOf(input.payload)));
  }
  const { queue, messageId, code, reason } = input;
  ctx.log.error({ queue, messageId, code, reason }, "job.buried");
}

async function write(ctx: DeadLetterContext, input: DeadJob, payload: unknown): Promise<void> {
  const { queue, code } = input;
  const messageId = storableText(input.messageId);
  const order = aboutOrder.safeParse(input.payload);
  const kind = kindOf.safeParse(input.payload);
  await ctx.db.transaction(async (tx) => {
    // Of two workers that move the same job at once, the second waits here and then finds the letter of the first.
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`bury:${queue}:${messageId}`}, 0))`);
    const known = await tx
      .select({ id: deadLetters.id })
      .from(deadLetters)
      .where(and(eq(deadLetters.queue, queue), eq(deadLetters.messageId, messageId)));
    if (known.length > 0) return;
    await tx.insert(deadLetters).values({
      id: ctx.newId(),
      queue,
      job: kind.success ? storableText(kind.data.kind) : queue,
      messageId,
      payload,
      code,
      reason: storableText(input.reason).slice(0, LONGEST_REASON),
      orderId: order.success ? order.data.orderId : null,
      failedAt: ctx.clock(),
    });
  });
}

/** Nested so deeply that it cannot be written down, it is not kept. */
function jsonOf(payload: unknown): string {
  try {
    return JSON.stringify(payload);
  } catch (error) {
    return JSON.stringify({ unreadable: String(error) });
  }
}
