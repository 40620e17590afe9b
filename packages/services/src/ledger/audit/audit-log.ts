import { bookPageFields } from "@atlas/core/fields";
import { isoTimeColumn, query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { shownName } from "@atlas/db/shown-name";
import { useCase } from "../../use-case.ts";

const DEFAULT_LIMIT = 50;

export interface AuditEntry {
  readonly auditId: string;
  readonly at: string;
  readonly actorId: string;
  readonly actorName: string | null;
  readonly action: string;
  readonly subjectId: string | null;
  readonly reason: string | null;
  readonly details: unknown;
  /** From where the call came; null where none did. */
  readonly address: string | null;
}

const entryRow = z.object({
  auditId: z.string(),
  at: isoTimeColumn,
  actorId: z.string(),
  actorName: z.string().nullable(),
  action: z.string(),
  subjectId: z.string().nullable(),
  reason: z.string().nullable(),
  details: z.unknown(),
  address: z.string().nullable(),
});

/** Who did what upon money, and why; newest first. */
export const listAuditLog = useCase({
  kind: "report",
  permission: "ledger.read",
  input: z.object(bookPageFields),
  refusals: [],
  async run(
    ctx: Pick<ServiceContext, "db">,
    _,
    input,
  ): Promise<{ readonly items: readonly AuditEntry[]; readonly nextCursor: string | null }> {
    const limit = input.limit ?? DEFAULT_LIMIT;
    const cursor = input.cursor ?? null;
    const rows = await query(
      ctx.db,
      entryRow,
      sql`
        SELECT l.id AS "auditId", l.at, l.actor_id AS "actorId", ${shownName(sql`u.name`)} AS "actorName", l.action,
          l.subject_id AS "subjectId", l.reason, l.details, l.address
        FROM ledger.audit_log l LEFT JOIN users u ON u.id = l.actor_id
        WHERE ${cursor}::uuid IS NULL OR l.id < ${cursor}::uuid
        ORDER BY l.id DESC LIMIT ${limit + 1}`,
    );
    const items = rows.slice(0, limit);
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.auditId ?? null) : null };
  },
});
