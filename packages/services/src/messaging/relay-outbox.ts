import { outbox } from "@atlas/db/schema/messaging";
import { type EnqueueMany, isJobName, JOB_NAMES, jobIdOfMessage } from "@atlas/queue/catalog";
import { and, asc, inArray, isNull, sql } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { relayed } from "@atlas/telemetry/relayed";

const DEFAULT_LIMIT = 500;

/**
 * Publishes what committed transactions promised: marks a batch (others skip it), adds the jobs under ids of their own,
 * then commits the marks. A crash in between publishes them again under the same ids. Returns how many were published.
 */
export async function relayOutbox(
  ctx: Pick<ServiceContext, "db" | "clock">,
  enqueueMany: EnqueueMany,
  limit: number = DEFAULT_LIMIT,
): Promise<number> {
  return await ctx.db.transaction(async (tx) => {
    const now = ctx.clock();
    const due = tx
      .select({ id: outbox.id })
      .from(outbox)
      // What a newer version promised waits for its relay.
      .where(and(isNull(outbox.publishedAt), inArray(outbox.job, JOB_NAMES)))
      .orderBy(asc(outbox.createdAt))
      .limit(limit)
      .for("update", { skipLocked: true });
    const rows = await tx
      .update(outbox)
      .set({ publishedAt: now, publications: sql`${outbox.publications} + 1` })
      .where(inArray(outbox.id, due))
      .returning();
    if (rows.length === 0) return 0;
    const inTurn = rows.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
    await enqueueMany(
      inTurn.flatMap((row) => {
        const { id, job, payload, dueAt } = row;
        if (!isJobName(job)) return [];
        const delayMs = Math.max(0, dueAt.getTime() - now.getTime());
        return [{ name: job, payload, jobId: jobIdOfMessage(id), delayMs, traceparent: relayed(row, now) }];
      }),
    );
    return rows.length;
  });
}
