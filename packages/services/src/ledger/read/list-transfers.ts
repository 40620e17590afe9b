import { DomainError } from "@atlas/core/errors";
import { bookPageFields, idSchema } from "@atlas/core/fields";
import { TRANSFER_KINDS, type TransferKind } from "@atlas/core/ledger";
import { isoTimeColumn, minorColumn, query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";

const DEFAULT_LIMIT = 50;

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

/** The journal, newest first. */
export const listTransfers = useCase({
  kind: "report",
  permission: "ledger.read",
  input: z.object({ ...bookPageFields, kind: z.enum(TRANSFER_KINDS).optional() }),
  refusals: [],
  async run(
    ctx: Pick<ServiceContext, "db">,
    _,
    input,
  ): Promise<{ readonly items: readonly TransferView[]; readonly nextCursor: string | null }> {
    const limit = input.limit ?? DEFAULT_LIMIT;
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
  },
});

/** One transfer with its two entries. */
export const getTransfer = useCase({
  kind: "report",
  permission: "ledger.read",
  input: z.object({ transferId: idSchema }),
  refusals: ["TRANSFER_NOT_FOUND"],
  async run(
    ctx: Pick<ServiceContext, "db">,
    _,
    input,
  ): Promise<TransferView & { readonly entries: readonly EntryView[] }> {
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
  },
});

function unsigned(amount: bigint): Pick<EntryView, "direction" | "amountMinor"> {
  return { direction: amount > 0n ? "in" : "out", amountMinor: (amount < 0n ? -amount : amount).toString() };
}
