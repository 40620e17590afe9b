import type { Actor } from "@atlas/core/actor";
import { AUDIT_ACTION_NAMES, AUDIT_ACTIONS, AUDIT_SUBJECTS, type AuditSubject, isAuditAction } from "@atlas/core/audit";
import { bookPageFields, daySchema, idSchema, rangeFields } from "@atlas/core/fields";
import { shownName } from "@atlas/db/shown-name";
import type { Queryable } from "@atlas/db/connect";
import { isoTimeColumn, query } from "@atlas/db/query";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { startOfDayOf } from "../../clock/start-of-day.ts";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";

const DEFAULT_LIMIT = 50;

export interface AuditEntry {
  readonly auditId: string;
  readonly at: string;
  readonly actorId: string;
  /** Null for what the installation does itself. */
  readonly actorName: string | null;
  readonly action: string;
  /** What the action is about; null for an action of another version. */
  readonly subjectKind: AuditSubject | null;
  readonly subjectId: string | null;
  /** Of a person or an operator. */
  readonly subjectName: string | null;
  readonly reason: string | null;
  /** With `before` and `after` where something changed; ids of what else belongs to it. */
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
  subjectName: z.string().nullable(),
  reason: z.string().nullable(),
  details: z.unknown(),
  address: z.string().nullable(),
});

export const auditFilterFields = {
  /** Who did it. */
  actorId: idSchema.optional(),
  action: z.enum(AUDIT_ACTION_NAMES).optional(),
  subjectKind: z.enum(AUDIT_SUBJECTS).optional(),
  /** The id of an object or of a city: what an act is about, or what it names in its details. */
  about: z.string().trim().min(1).max(64).optional(),
  ...rangeFields,
  /** On these days of the calendar of the caller's city, both ends included. */
  fromDay: daySchema.optional(),
  toDay: daySchema.optional(),
};
type Filter = z.output<z.ZodObject<typeof auditFilterFields>>;

/** The names under which details say what else an act belongs to. */
const NAMED = ["userId", "driverId", "orderId", "accountId", "transferId", "cityId", "payoutId", "requestId"];

export interface AuditPage {
  readonly items: readonly AuditEntry[];
  readonly nextCursor: string | null;
}

/** What operators did: who, what, on what, when, why and from where; newest first. */
export const listAuditLog = useCase({
  kind: "report",
  permission: "audit.read",
  input: z.object({ ...bookPageFields, ...auditFilterFields }),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db">, actor, { cursor, limit = DEFAULT_LIMIT, ...filter }): Promise<AuditPage> {
    return await readPage(ctx.db, conditionsOf(filter, actor), { cursor: cursor ?? null, limit });
  },
});

async function readPage(
  db: Queryable,
  conditions: readonly SQL[],
  { cursor, limit }: { readonly cursor: string | null; readonly limit: number },
): Promise<AuditPage> {
  const after = cursor === null ? sql`true` : sql`l.id < ${cursor}::uuid`;
  const rows = await query(
    db,
    entryRow,
    sql`
      SELECT l.id AS "auditId", l.at, l.actor_id AS "actorId", ${shownName(sql`u.name`)} AS "actorName", l.action,
        l.subject_id AS "subjectId", ${shownName(sql`s.name`)} AS "subjectName", l.reason, l.details, l.address
      FROM ledger.audit_log l LEFT JOIN users u ON u.id = l.actor_id LEFT JOIN users s ON s.id = l.subject_id
      WHERE ${sql.join([after, ...conditions], sql` AND `)}
      ORDER BY l.id DESC LIMIT ${limit + 1}`,
  );
  const items = rows.slice(0, limit).map((row) => ({
    ...row,
    subjectKind: isAuditAction(row.action) ? AUDIT_ACTIONS[row.action] : null,
  }));
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.auditId ?? null) : null };
}

function conditionsOf(filter: Filter, { userId }: Actor): SQL[] {
  const { actorId, action, subjectKind, about, from, to, fromDay, toDay } = filter;
  return [
    actorId && sql`l.actor_id = ${actorId}::uuid`,
    action && sql`l.action = ${action}`,
    subjectKind && sql`l.action = ANY (${sql.param(actionsAbout(subjectKind))}::text[])`,
    about && isAbout(about),
    from && sql`l.at >= ${from.toISOString()}::timestamptz`,
    to && sql`l.at < ${to.toISOString()}::timestamptz`,
    fromDay && sql`l.at >= ${startOfDayOf(userId, fromDay)}`,
    toDay && sql`l.at < ${startOfDayOf(userId, toDay, 1)}`,
  ].filter((condition) => typeof condition === "object");
}

function actionsAbout(kind: AuditSubject): string[] {
  return AUDIT_ACTION_NAMES.filter((action) => AUDIT_ACTIONS[action] === kind);
}

function isAbout(id: string): SQL {
  const named = NAMED.map((name) => sql`l.details @> ${JSON.stringify({ [name]: id })}::jsonb`);
  const isSubject = idSchema.safeParse(id).success ? [sql`l.subject_id = ${id}::uuid`] : [];
  return sql`(${sql.join([...isSubject, ...named], sql` OR `)})`;
}
