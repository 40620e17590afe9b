import { pageFields } from "@atlas/core/fields";
import { deadLetters } from "@atlas/db/schema/messaging";
import { and, desc, isNull, lt } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";

export interface DeadLetterView {
  readonly deadLetterId: string;
  readonly queue: string;
  readonly job: string;
  readonly messageId: string | null;
  readonly payload: unknown;
  readonly code: string;
  readonly reason: string;
  readonly orderId: string | null;
  readonly failedAt: string;
  readonly replayedAt: string | null;
}

export interface DeadLetterPage {
  readonly items: readonly DeadLetterView[];
  readonly nextCursor: string | null;
}

/** Jobs that could not succeed, newest first. */
export const listDeadLetters = useCase({
  kind: "report",
  permission: "system.read",
  input: z.object({
    ...pageFields,
    /** Also those that were replayed. */
    includeReplayed: z.boolean().optional(),
  }),
  refusals: [],
  async run(ctx: ServiceContext, _, input): Promise<DeadLetterPage> {
    const limit = input.limit ?? 50;
    const rows = await ctx.db
      .select()
      .from(deadLetters)
      .where(
        and(
          input.includeReplayed ? undefined : isNull(deadLetters.replayedAt),
          input.cursor ? lt(deadLetters.id, input.cursor) : undefined,
        ),
      )
      .orderBy(desc(deadLetters.id))
      .limit(limit + 1);
    const items = rows.slice(0, limit).map(toDeadLetterView);
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.deadLetterId ?? null) : null };
  },
});

/** The row as operators see it. */
export function toDeadLetterView(row: typeof deadLetters.$inferSelect): DeadLetterView {
  return {
    deadLetterId: row.id,
    queue: row.queue,
    job: row.job,
    messageId: row.messageId,
    payload: row.payload,
    code: row.code,
    reason: row.reason,
    orderId: row.orderId,
    failedAt: row.failedAt.toISOString(),
    replayedAt: row.replayedAt?.toISOString() ?? null,
  };
}
