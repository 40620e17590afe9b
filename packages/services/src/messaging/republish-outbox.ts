import { inbox, outbox } from "@atlas/db/schema/messaging";
import { and, asc, eq, exists, inArray, isNotNull, lt, not, sql } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";

export interface RepublishOptions {
  /** How long after its due time a message may be without a receipt. 30 s when left out. */
  readonly afterMs?: number;
  /** A message that was published this often is left to an operator. */
  readonly maxPublications?: number;
  readonly limit?: number;
}

/**
 * Hands messages that were published, are due, and have neither receipt nor dead letter back to the relay: a wiped
 * Redis loses no work. One that is still in its queue is added again under the same id, which changes nothing.
 * Returns how many.
 */
export async function republishOutbox(
  ctx: Pick<ServiceContext, "db" | "clock" | "log" | "events">,
  { afterMs = 30_000, maxPublications = 100, limit = 1_000 }: RepublishOptions = {},
): Promise<number> {
  const overdue = new Date(ctx.clock().getTime() - afterMs);
  const receipt = ctx.db
    .select({ one: sql`1` })
    .from(inbox)
    .where(and(eq(inbox.consumer, outbox.job), eq(inbox.messageId, sql`${outbox.id}::text`)));
  const isDead = sql`EXISTS (SELECT 1 FROM dead_letters d WHERE d.message_id = ${outbox.id}::text)`;
  const lost = ctx.db
    .select({ id: outbox.id })
    .from(outbox)
    .where(
      and(
        isNotNull(outbox.publishedAt),
        lt(outbox.publishedAt, overdue),
        lt(outbox.dueAt, overdue),
        lt(outbox.publications, maxPublications),
        not(exists(receipt)),
        not(isDead),
      ),
    )
    .orderBy(asc(outbox.dueAt))
    .limit(limit);
  const rows = await ctx.db
    .update(outbox)
    .set({ publishedAt: null })
    .where(inArray(outbox.id, lost))
    .returning({ id: outbox.id, job: outbox.job });
  if (rows.length === 0) return 0;
  ctx.log.warn({ messages: rows.length, jobs: [...new Set(rows.map(({ job }) => job))] }, "outbox.republished");
  ctx.events.wakeRelay();
  return rows.length;
}
