import { inbox, outbox } from "@atlas/db/schema/messaging";
import { quotes } from "@atlas/db/schema/orders";
import { and, exists, lt, not, sql } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";

const DAY_MS = 24 * 3_600_000;
/** Far longer than any queue retries or any sweeper looks back. */
const KEEP_MESSAGES_MS = 7 * DAY_MS;
const KEEP_QUOTES_MS = 2 * DAY_MS;

/** Forgets processed messages and quotes that nobody booked. Returns how many rows went. */
export async function trimMessages(ctx: Pick<ServiceContext, "db" | "clock">): Promise<number> {
  const before = (ageMs: number): Date => new Date(ctx.clock().getTime() - ageMs);
  const receipts = ctx.db
    .select({ one: sql`1` })
    .from(inbox)
    .where(sql`${inbox.consumer} = ${outbox.job} AND ${inbox.messageId} = ${outbox.id}::text`);
  const gone = await ctx.db.transaction(async (tx) => [
    // The promise goes before its receipt: in the reverse order it would look unprocessed.
    await tx.delete(outbox).where(and(lt(outbox.publishedAt, before(KEEP_MESSAGES_MS)), exists(receipts))),
    await tx.delete(inbox).where(lt(inbox.processedAt, before(KEEP_MESSAGES_MS + DAY_MS))),
    await tx
      .delete(quotes)
      .where(
        and(
          lt(quotes.expiresAt, before(KEEP_QUOTES_MS)),
          not(sql`EXISTS (SELECT 1 FROM orders o WHERE o.quote_id = ${quotes.id})`),
        ),
      ),
  ]);
  return gone.reduce((sum, result) => sum + result.count, 0);
}
