import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import type { TransferKind } from "@atlas/core/ledger";
import type { ServiceContext } from "../../context.ts";
import { type AccountRef, findReadableAccount } from "./find-account.ts";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1_000;

export interface StatementInput extends AccountRef {
  /** From this instant on; the account's beginning when absent. */
  readonly from?: Date | undefined;
  /** Up to and without this instant; now when absent. */
  readonly to?: Date | undefined;
  /** The `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

export interface StatementItem {
  readonly entryId: string;
  readonly transferId: string;
  readonly at: string;
  readonly kind: TransferKind;
  readonly direction: "in" | "out";
  readonly amountMinor: string;
  readonly balanceAfterMinor: string;
  readonly orderId: string | null;
  readonly description: string | null;
}

export interface StatementView {
  readonly accountId: string;
  readonly currency: string;
  /** The balance at `from` and at `to`, whatever the page. */
  readonly openingMinor: string;
  readonly closingMinor: string;
  /** Newest first. */
  readonly items: readonly StatementItem[];
  readonly nextCursor: string | null;
}

interface ItemRow {
  seq: bigint;
  transfer_id: string;
  at: string;
  kind: TransferKind;
  amount: bigint;
  balance_after: bigint;
  order_id: string | null;
  description: string | null;
}

/**
 * What an account did between two instants. opening + all items = closing, to the last unit.
 * @throws DomainError ACCOUNT_NOT_FOUND, FORBIDDEN, INVALID_INPUT (a cursor that is none, a range that ends before it begins)
 */
export async function accountStatement(
  ctx: Pick<ServiceContext, "db">,
  actor: Actor,
  input: StatementInput,
): Promise<StatementView> {
  if (input.from && input.to && input.from > input.to) {
    throw new DomainError("INVALID_INPUT", "The range ends before it begins.");
  }
  const account = await findReadableAccount(ctx, actor, input);
  const limit = Math.min(input.limit ?? DEFAULT_LIMIT, MAX_LIMIT);
  const cursor = input.cursor === undefined ? null : seqOfCursor(input.cursor);
  const sql = ctx.db.$client;
  const [range] = await sql<{ first: bigint; last: bigint; opening: bigint; closing: bigint }[]>`
    SELECT s.first, s.last, coalesce(o.balance_after, 0) AS opening, coalesce(c.balance_after, 0) AS closing
    FROM (SELECT ledger.last_seq_before(${account.id}, ${input.from?.toISOString() ?? "-infinity"}) AS first,
                 ledger.last_seq_before(${account.id}, ${input.to?.toISOString() ?? "infinity"}) AS last) s
    LEFT JOIN ledger.entries o ON o.account_id = ${account.id} AND o.seq = s.first
    LEFT JOIN ledger.entries c ON c.account_id = ${account.id} AND c.seq = s.last`;
  if (!range) throw new Error("a statement without a range");
  const before = cursor ?? range.last + 1n;
  const rows = await sql<ItemRow[]>`
    SELECT e.seq, e.transfer_id, e.at, t.kind, e.amount, e.balance_after, t.order_id, t.description
    FROM ledger.entries e JOIN ledger.transfers t ON t.id = e.transfer_id
    WHERE e.account_id = ${account.id} AND e.seq > ${range.first} AND e.seq <= ${range.last} AND e.seq < ${before}
    ORDER BY e.seq DESC LIMIT ${limit + 1}`;
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    accountId: account.id,
    currency: account.currency,
    openingMinor: range.opening.toString(),
    closingMinor: range.closing.toString(),
    items: page.map((row) => toItem(account.id, row)),
    nextCursor: rows.length > limit && last ? last.seq.toString() : null,
  };
}

/** The balance of an account at an instant. @throws DomainError ACCOUNT_NOT_FOUND, FORBIDDEN */
export async function balanceAt(
  ctx: Pick<ServiceContext, "db">,
  actor: Actor,
  input: AccountRef & { readonly at: Date },
): Promise<{
  readonly accountId: string;
  readonly currency: string;
  readonly at: string;
  readonly postedMinor: string;
}> {
  const account = await findReadableAccount(ctx, actor, input);
  const [row] = await ctx.db.$client<{ posted: bigint }[]>`
    SELECT ledger.balance_before(${account.id}, ${input.at.toISOString()}) AS posted`;
  if (!row) throw new Error("ledger.balance_before answered nothing");
  return {
    accountId: account.id,
    currency: account.currency,
    at: input.at.toISOString(),
    postedMinor: row.posted.toString(),
  };
}

function seqOfCursor(cursor: string): bigint {
  if (!/^[0-9]{1,18}$/.test(cursor)) throw new DomainError("INVALID_INPUT", "The cursor is not one of ours.");
  return BigInt(cursor);
}

function toItem(accountId: string, row: ItemRow): StatementItem {
  return {
    entryId: `${accountId}:${row.seq}`,
    transferId: row.transfer_id,
    at: new Date(row.at).toISOString(),
    kind: row.kind,
    direction: row.amount > 0n ? "in" : "out",
    amountMinor: (row.amount < 0n ? -row.amount : row.amount).toString(),
    balanceAfterMinor: row.balance_after.toString(),
    orderId: row.order_id,
    description: row.description,
  };
}
