import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { TRANSFER_KINDS, type TransferKind } from "@atlas/core/ledger";
import { isoTimeColumn, minorColumn, query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { operatorsOnly } from "../../access/operators-only.ts";

export interface ListTransfersInput {
  readonly kind?: TransferKind | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

export interface TransferView {
  readonly transferId: string;
  readonly kind: TransferKind;
  readonly debitAccountId: string;
  readonly creditAccountId: string;
  readonly amountMinor: string;
  readonly currency: string;
  readonly at: string;
  readonly orderId: string | null;
  readonly groupId: string | null;
  readonly reversesId: string | null;
  readonly reversedById: string | null;
  readonly holdId: string | null;
  readonly actorId: string | null;
  readonly idempotencyKey: string | null;
  readonly reference: string | null;
  readonly description: string | null;
}

export interface EntryView {
  readonly accountId: string;
  readonly seq: string;
  readonly direction: "in" | "out";
  readonly amountMinor: string;
  readonly balanceAfterMinor: string;
}

const transferRow = z.object({
  transferId: z.string(),
  kind: z.enum(TRANSFER_KINDS),
  debitAccountId: z.string(),
  creditAccountId: z.string(),
  amountMinor: minorColumn,
  currency: z.string(),
  at: isoTimeColumn,
  orderId: z.string().nullable(),
  groupId: z.string().nullable(),
  reversesId: z.string().nullable(),
  reversedById: z.string().nullable(),
  holdId: z.string().nullable(),
  actorId: z.string().nullable(),
  idempotencyKey: z.string().nullable(),
  reference: z.string().nullable(),
  description: z.string().nullable(),
});
const transfers = sql`
  SELECT t.id AS "transferId", t.kind, t.debit_account_id AS "debitAccountId", t.credit_account_id AS "creditAccountId",
    t.amount AS "amountMinor", t.currency, t.at, t.order_id AS "orderId", t.group_id AS "groupId",
    t.reverses_id AS "reversesId", r.id AS "reversedById", t.hold_id AS "holdId", t.actor_id AS "actorId",
    t.idempotency_key AS "idempotencyKey", t.reference, t.description
  FROM ledger.transfers t LEFT JOIN ledger.transfers r ON r.reverses_id = t.id`;
const entryRow = z.object({
  accountId: z.string(),
  seq: minorColumn,
  amount: z.bigint(),
  balanceAfterMinor: minorColumn,
});

/** The journal, newest first. @throws DomainError FORBIDDEN */
export async function listTransfers(
  ctx: Pick<ServiceContext, "db">,
  actor: Actor,
  input: ListTransfersInput,
): Promise<{ readonly items: readonly TransferView[]; readonly nextCursor: string | null }> {
  operatorsOnly(actor);
  const limit = Math.min(input.limit ?? 50, 200);
  const { kind = null, cursor = null } = input;
  const rows = await query(
    ctx.db,
    transferRow,
    sql`${transfers}
      WHERE (${kind}::text IS NULL OR t.kind::text = ${kind}) AND (${cursor}::uuid IS NULL OR t.id < ${cursor}::uuid)
      ORDER BY t.id DESC LIMIT ${limit + 1}`,
  );
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.transferId ?? null) : null };
}

/** One transfer with its two entries. @throws DomainError FORBIDDEN, TRANSFER_NOT_FOUND */
export async function getTransfer(
  ctx: Pick<ServiceContext, "db">,
  actor: Actor,
  input: { readonly transferId: string },
): Promise<TransferView & { readonly entries: readonly EntryView[] }> {
  operatorsOnly(actor);
  const [transfer] = await query(ctx.db, transferRow, sql`${transfers} WHERE t.id = ${input.transferId}`);
  if (!transfer) throw new DomainError("TRANSFER_NOT_FOUND", "There is no such transfer.");
  const entries = await query(
    ctx.db,
    entryRow,
    sql`
      SELECT e.account_id AS "accountId", e.seq, e.amount, e.balance_after AS "balanceAfterMinor"
      FROM ledger.transfers t JOIN ledger.entries e
        ON (e.account_id, e.seq) IN ((t.debit_account_id, t.debit_seq), (t.credit_account_id, t.credit_seq))
      WHERE t.id = ${input.transferId} ORDER BY e.amount`,
  );
  return { ...transfer, entries: entries.map(({ amount, ...entry }) => ({ ...entry, ...unsigned(amount) })) };
}

function unsigned(amount: bigint): Pick<EntryView, "direction" | "amountMinor"> {
  return { direction: amount > 0n ? "in" : "out", amountMinor: (amount < 0n ? -amount : amount).toString() };
}
