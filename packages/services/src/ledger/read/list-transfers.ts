import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import type { TransferKind } from "@atlas/core/ledger";
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

interface Row {
  id: string;
  kind: TransferKind;
  debit_account_id: string;
  credit_account_id: string;
  amount: bigint;
  currency: string;
  at: string;
  order_id: string | null;
  group_id: string | null;
  reverses_id: string | null;
  reversed_by_id: string | null;
  hold_id: string | null;
  actor_id: string | null;
  idempotency_key: string | null;
  reference: string | null;
  description: string | null;
}

/** The journal, newest first. @throws DomainError FORBIDDEN */
export async function listTransfers(
  ctx: Pick<ServiceContext, "db">,
  actor: Actor,
  input: ListTransfersInput,
): Promise<{ readonly items: readonly TransferView[]; readonly nextCursor: string | null }> {
  operatorsOnly(actor);
  const limit = Math.min(input.limit ?? 50, 200);
  const rows = await ctx.db.$client<Row[]>`
    SELECT t.*, r.id AS reversed_by_id
    FROM ledger.transfers t LEFT JOIN ledger.transfers r ON r.reverses_id = t.id
    WHERE (${input.kind ?? null}::text IS NULL OR t.kind::text = ${input.kind ?? null})
      AND (${input.cursor ?? null}::uuid IS NULL OR t.id < ${input.cursor ?? null}::uuid)
    ORDER BY t.id DESC LIMIT ${limit + 1}`;
  const page = rows.slice(0, limit);
  return { items: page.map(toView), nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

/** One transfer with its two entries. @throws DomainError FORBIDDEN, TRANSFER_NOT_FOUND */
export async function getTransfer(
  ctx: Pick<ServiceContext, "db">,
  actor: Actor,
  input: { readonly transferId: string },
): Promise<TransferView & { readonly entries: readonly EntryView[] }> {
  operatorsOnly(actor);
  const sql = ctx.db.$client;
  const [row] = await sql<Row[]>`
    SELECT t.*, r.id AS reversed_by_id
    FROM ledger.transfers t LEFT JOIN ledger.transfers r ON r.reverses_id = t.id WHERE t.id = ${input.transferId}`;
  if (!row) throw new DomainError("TRANSFER_NOT_FOUND", "There is no such transfer.");
  const entries = await sql<{ account_id: string; seq: bigint; amount: bigint; balance_after: bigint }[]>`
    SELECT e.account_id, e.seq, e.amount, e.balance_after
    FROM ledger.transfers t JOIN ledger.entries e
      ON (e.account_id, e.seq) IN ((t.debit_account_id, t.debit_seq), (t.credit_account_id, t.credit_seq))
    WHERE t.id = ${input.transferId} ORDER BY e.amount`;
  return {
    ...toView(row),
    entries: entries.map((entry) => ({
      accountId: entry.account_id,
      seq: entry.seq.toString(),
      direction: entry.amount > 0n ? "in" : "out",
      amountMinor: (entry.amount < 0n ? -entry.amount : entry.amount).toString(),
      balanceAfterMinor: entry.balance_after.toString(),
    })),
  };
}

function toView(row: Row): TransferView {
  return {
    transferId: row.id,
    kind: row.kind,
    debitAccountId: row.debit_account_id,
    creditAccountId: row.credit_account_id,
    amountMinor: row.amount.toString(),
    currency: row.currency,
    at: new Date(row.at).toISOString(),
    orderId: row.order_id,
    groupId: row.group_id,
    reversesId: row.reverses_id,
    reversedById: row.reversed_by_id,
    holdId: row.hold_id,
    actorId: row.actor_id,
    idempotencyKey: row.idempotency_key,
    reference: row.reference,
    description: row.description,
  };
}
