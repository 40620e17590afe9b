import { APPROVAL_KINDS, APPROVAL_STATES, type ApprovalKind, type ApprovalState } from "@atlas/core/ledger";
import type { Queryable } from "@atlas/db/connect";
import { isoTimeColumn, minorColumn, query } from "@atlas/db/query";
import { shownName } from "@atlas/db/shown-name";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { ledgerRefusal } from "../ledger/post/refusal.ts";

interface Person {
  readonly userId: string;
  readonly name: string;
}

export interface ApprovalView {
  readonly requestId: string;
  readonly cityId: string;
  readonly kind: ApprovalKind;
  readonly state: ApprovalState;
  readonly amountMinor: string;
  readonly currency: string;
  /** The city's limit when it was asked for. */
  readonly limitMinor: string;
  /** What is to be posted, as the command took it. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** Whose wallets it is about. */
  readonly people: readonly Person[];
  readonly reason: string;
  readonly requestedBy: Person;
  readonly requestedAt: string;
  readonly expiresAt: string;
  /** Who approved, rejected or withdrew it; null while it waits, and where nobody did. */
  readonly decidedBy: Person | null;
  readonly decidedAt: string | null;
  readonly decisionReason: string | null;
  /** The transfers, the hold or the refund that came of it. */
  readonly resultIds: readonly string[];
}

const person = z.object({ userId: z.string(), name: z.string() });
const approvalRow = z.object({
  requestId: z.string(),
  cityId: z.string(),
  kind: z.enum(APPROVAL_KINDS),
  state: z.enum(APPROVAL_STATES),
  amountMinor: minorColumn,
  currency: z.string(),
  limitMinor: minorColumn,
  payload: z.record(z.string(), z.unknown()),
  people: z.array(person),
  reason: z.string(),
  requestedBy: z.string(),
  requesterName: z.string(),
  requestedAt: isoTimeColumn,
  expiresAt: isoTimeColumn,
  decidedBy: z.string().nullable(),
  deciderName: z.string().nullable(),
  decidedAt: isoTimeColumn.nullable(),
  decisionReason: z.string().nullable(),
  resultIds: z.array(z.string()),
});

/** Whether a request of the alias `r` still waits. One whose time is over does not, even before the upkeep has ended it. */
export const isWaiting = sql`(r.state = 'waiting' AND r.expires_at > clock.now())`;

/** Requests, newest first. */
export async function readApprovals(db: Queryable, where: SQL, limit: number): Promise<ApprovalView[]> {
  const rows = await query(
    db,
    approvalRow,
    sql`
      SELECT r.id AS "requestId", r.city_id AS "cityId", r.kind, r.amount AS "amountMinor", r.currency,
        CASE WHEN r.state = 'waiting' AND NOT ${isWaiting} THEN 'expired' ELSE r.state::text END AS state,
        r.limit_minor AS "limitMinor", r.payload, r.reason, r.requested_by AS "requestedBy",
        coalesce(${shownName(sql`a.name`)}, '') AS "requesterName", r.requested_at AS "requestedAt",
        r.expires_at AS "expiresAt", r.decided_by AS "decidedBy", ${shownName(sql`d.name`)} AS "deciderName",
        r.decided_at AS "decidedAt", r.decision_reason AS "decisionReason", r.result_ids AS "resultIds",
        coalesce((
          SELECT json_agg(json_build_object('userId', u.id, 'name', ${shownName(sql`u.name`)}) ORDER BY u.id)
          FROM users u WHERE u.id IN (SELECT w.owner_id FROM ledger.accounts w WHERE w.id = ANY (r.account_ids))
        ), '[]') AS people
      FROM ledger.approval_requests r LEFT JOIN users a ON a.id = r.requested_by LEFT JOIN users d ON d.id = r.decided_by
      WHERE ${where} ORDER BY r.id DESC LIMIT ${limit}`,
  );
  return rows.map(toView);
}

/** @throws DomainError APPROVAL_NOT_FOUND */
export async function readApproval(db: Queryable, requestId: string): Promise<ApprovalView> {
  const [approval] = await readApprovals(db, sql`r.id = ${requestId}::uuid`, 1);
  if (!approval) throw ledgerRefusal("APPROVAL_NOT_FOUND");
  return approval;
}

function toView({
  requestedBy,
  requesterName,
  decidedBy,
  deciderName,
  ...row
}: z.infer<typeof approvalRow>): ApprovalView {
  return {
    ...row,
    requestedBy: { userId: requestedBy, name: requesterName },
    decidedBy: decidedBy === null ? null : { userId: decidedBy, name: deciderName ?? "" },
  };
}
