import type { Actor } from "@atlas/core/actor";
import type { ServiceContext } from "../../context.ts";
import { operatorsOnly } from "../../access/operators-only.ts";
import { csvLine } from "./csv.ts";
import { accountStatement, type StatementInput, type StatementItem, type StatementView } from "./statement.ts";

const PAGE = 1_000;
const NIL = "00000000-0000-0000-0000-000000000000";

export interface CsvPage {
  /** Whole lines. The first page begins with the names of the columns. */
  readonly csv: string;
  /** What the next page is asked for with; null on the last. */
  readonly nextCursor: string | null;
}

export type ExportStatementInput = Omit<StatementInput, "limit">;

/**
 * A statement as CSV, newest first, a page at a time; amounts in minor units, debit and credit in columns of their own,
 * closing and opening balance as first and last line.
 * @throws DomainError as `accountStatement` does
 */
export async function statementCsvPage(
  ctx: Pick<ServiceContext, "db" | "clock">,
  actor: Actor,
  input: ExportStatementInput,
): Promise<CsvPage> {
  const page = await accountStatement(ctx, actor, { ...input, limit: PAGE });
  const lines = page.items.map((item) => statementLine(item, page.currency));
  if (input.cursor === undefined) {
    lines.unshift(csvLine(STATEMENT_COLUMNS), balanceLine("closing", input.to ?? ctx.clock(), page));
  }
  if (page.nextCursor === null) lines.push(balanceLine("opening", input.from, page));
  return { csv: lines.join(""), nextCursor: page.nextCursor };
}

/**
 * The same, all pages of it. What is posted after the first page stays out.
 * @throws DomainError as `accountStatement` does, before the first chunk.
 */
export async function* exportStatementCsv(
  ctx: Pick<ServiceContext, "db" | "clock">,
  actor: Actor,
  input: ExportStatementInput,
): AsyncGenerator<string> {
  for (let { cursor } = input; ;) {
    const { csv, nextCursor } = await statementCsvPage(ctx, actor, { ...input, cursor });
    yield csv;
    if (nextCursor === null) return;
    cursor = nextCursor;
  }
}

const STATEMENT_COLUMNS = "at transfer_id kind order_id description debit credit balance currency".split(" ");

function balanceLine(kind: "opening" | "closing", at: Date | undefined, page: StatementView): string {
  const balance = BigInt(kind === "opening" ? page.openingMinor : page.closingMinor);
  return csvLine([at?.toISOString() ?? "", null, kind, null, null, null, null, balance, page.currency]);
}

function statementLine(item: StatementItem, currency: string): string {
  const isIn = item.direction === "in";
  const amount = BigInt(item.amountMinor);
  return csvLine([
    item.at,
    item.transferId,
    item.kind,
    item.orderId,
    item.description,
    isIn ? null : amount,
    isIn ? amount : null,
    BigInt(item.balanceAfterMinor),
    currency,
  ]);
}

export interface ExportJournalInput {
  readonly from?: Date | undefined;
  /** Without this instant; now when absent. */
  readonly to?: Date | undefined;
  readonly cursor?: string | undefined;
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

/** Every transfer between two instants as CSV, in the order of their ids, a page at a time. @throws DomainError FORBIDDEN */
export async function journalCsvPage(
  ctx: Pick<ServiceContext, "db" | "clock">,
  actor: Actor,
  { from, to, cursor }: ExportJournalInput,
): Promise<CsvPage> {
  operatorsOnly(actor);
  const rows = await ctx.db.$client<JournalRow[]>`
    SELECT id, at, kind, debit_account_id, credit_account_id, amount, currency, order_id, group_id, reverses_id,
      actor_id, idempotency_key, reference, description
    FROM ledger.transfers
    WHERE id > ${cursor ?? NIL} AND at >= ${from?.toISOString() ?? "-infinity"}
      AND at < ${(to ?? ctx.clock()).toISOString()}
    ORDER BY id LIMIT ${PAGE}`;
  const header = cursor === undefined ? csvLine(JOURNAL_COLUMNS) : "";
  const nextCursor = rows.length < PAGE ? null : (rows.at(-1)?.id ?? null);
  return { csv: header + rows.map(journalLine).join(""), nextCursor };
}

/** The same, all pages of it. @throws DomainError FORBIDDEN, before the first chunk. */
export async function* exportJournalCsv(
  ctx: Pick<ServiceContext, "db" | "clock">,
  actor: Actor,
  input: ExportJournalInput,
): AsyncGenerator<string> {
  const to = input.to ?? ctx.clock();
  for (let { cursor } = input; ;) {
    const { csv, nextCursor } = await journalCsvPage(ctx, actor, { ...input, to, cursor });
    yield csv;
    if (nextCursor === null) return;
    cursor = nextCursor;
  }
}

function journalLine(row: JournalRow): string {
  return csvLine([
    row.id,
    new Date(row.at).toISOString(),
    row.kind,
    row.debit_account_id,
    row.credit_account_id,
    row.amount,
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
