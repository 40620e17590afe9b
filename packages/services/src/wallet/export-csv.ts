import type { Actor } from "@atlas/core/actor";
import type { ServiceContext } from "../context.ts";
import { operatorsOnly } from "../ops/operators-only.ts";
import { csvLine } from "./csv.ts";
import { accountStatement, type StatementInput, type StatementItem } from "./statement.ts";

const PAGE = 1_000;

/**
 * A statement as CSV, newest first, a chunk at a time; amounts in minor units, debit and credit in columns of their
 * own, opening and closing balance as first and last line.
 * @throws DomainError as `accountStatement` does, before the first chunk.
 */
export async function* exportStatementCsv(
  ctx: Pick<ServiceContext, "db">,
  actor: Actor,
  input: Omit<StatementInput, "cursor" | "limit">,
): AsyncGenerator<string> {
  // Fixed before the first page: what is posted meanwhile stays out.
  const fixed = { ...input, to: input.to ?? new Date(), limit: PAGE };
  let page = await accountStatement(ctx, actor, fixed);
  yield csvLine(["at", "transfer_id", "kind", "order_id", "description", "debit", "credit", "balance", "currency"]);
  yield csvLine([fixed.to.toISOString(), null, "closing", null, null, null, null, page.closingMinor, page.currency]);
  for (;;) {
    yield page.items.map((item) => statementLine(item, page.currency)).join("");
    if (page.nextCursor === null) break;
    page = await accountStatement(ctx, actor, { ...fixed, cursor: page.nextCursor });
  }
  const from = input.from?.toISOString() ?? "";
  yield csvLine([from, null, "opening", null, null, null, null, page.openingMinor, page.currency]);
}

function statementLine(item: StatementItem, currency: string): string {
  const isIn = item.direction === "in";
  return csvLine([
    item.at,
    item.transferId,
    item.kind,
    item.orderId,
    item.description,
    isIn ? null : item.amountMinor,
    isIn ? item.amountMinor : null,
    item.balanceAfterMinor,
    currency,
  ]);
}

export interface ExportJournalInput {
  readonly from?: Date | undefined;
  /** Without this instant; now when absent. */
  readonly to?: Date | undefined;
}

const JOURNAL_COLUMNS = (
  "transfer_id at kind debit_account_id credit_account_id amount currency " +
  "order_id group_id reverses_id actor_id idempotency_key reference description"
).split(" ");

interface JournalRow {
  id: string;
  at: string;
  kind: string;
  debit_account_id: string;
  credit_account_id: string;
  amount: bigint;
  currency: string;
  order_id: string | null;
  group_id: string | null;
  reverses_id: string | null;
  actor_id: string | null;
  idempotency_key: string | null;
  reference: string | null;
  description: string | null;
}

/** Every transfer between two instants as CSV, in the order of their ids, a chunk at a time. @throws DomainError FORBIDDEN */
export async function* exportJournalCsv(
  ctx: Pick<ServiceContext, "db" | "clock">,
  actor: Actor,
  input: ExportJournalInput,
): AsyncGenerator<string> {
  operatorsOnly(actor);
  const from = input.from?.toISOString() ?? "-infinity";
  const to = (input.to ?? ctx.clock()).toISOString();
  yield csvLine(JOURNAL_COLUMNS);
  for (let after = "00000000-0000-0000-0000-000000000000"; ;) {
    const rows = await ctx.db.$client<JournalRow[]>`
      SELECT id, at, kind, debit_account_id, credit_account_id, amount, currency, order_id, group_id, reverses_id,
        actor_id, idempotency_key, reference, description
      FROM ledger.transfers WHERE id > ${after} AND at >= ${from} AND at < ${to} ORDER BY id LIMIT ${PAGE}`;
    yield rows.map(journalLine).join("");
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last.id;
  }
}

function journalLine(row: JournalRow): string {
  return csvLine([
    row.id,
    new Date(row.at).toISOString(),
    row.kind,
    row.debit_account_id,
    row.credit_account_id,
    row.amount.toString(),
    row.currency,
    row.order_id,
    row.group_id,
    row.reverses_id,
    row.actor_id,
    row.idempotency_key,
    row.reference,
    row.description,
  ]);
}
