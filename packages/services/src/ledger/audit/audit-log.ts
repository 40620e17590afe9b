import type { Actor } from "@atlas/core/actor";
import type { ServiceContext } from "../../context.ts";
import { operatorsOnly } from "../../access/operators-only.ts";

export interface AuditEntry {
  readonly auditId: string;
  readonly at: string;
  readonly actorId: string;
  readonly actorName: string | null;
  readonly action: string;
  readonly subjectId: string | null;
  readonly reason: string | null;
  readonly details: unknown;
}

interface Row {
  id: string;
  at: string;
  actor_id: string;
  actor_name: string | null;
  action: string;
  subject_id: string | null;
  reason: string | null;
  details: unknown;
}

/** Who did what upon money, and why; newest first. @throws DomainError FORBIDDEN */
export async function listAuditLog(
  ctx: Pick<ServiceContext, "db">,
  actor: Actor,
  input: { readonly cursor?: string | undefined; readonly limit?: number | undefined },
): Promise<{ readonly items: readonly AuditEntry[]; readonly nextCursor: string | null }> {
  operatorsOnly(actor);
  const limit = Math.min(input.limit ?? 50, 200);
  const rows = await ctx.db.$client<Row[]>`
    SELECT l.id, l.at, l.actor_id, u.name AS actor_name, l.action, l.subject_id, l.reason, l.details
    FROM ledger.audit_log l LEFT JOIN users u ON u.id = l.actor_id
    WHERE ${input.cursor ?? null}::uuid IS NULL OR l.id < ${input.cursor ?? null}::uuid
    ORDER BY l.id DESC LIMIT ${limit + 1}`;
  const page = rows.slice(0, limit);
  return {
    items: page.map((row) => ({
      auditId: row.id,
      at: new Date(row.at).toISOString(),
      actorId: row.actor_id,
      actorName: row.actor_name,
      action: row.action,
      subjectId: row.subject_id,
      reason: row.reason,
      details: row.details,
    })),
    nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}
