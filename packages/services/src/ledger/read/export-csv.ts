import { csvLine } from "@atlas/core/csv";
import { idSchema, rangeFields } from "@atlas/core/fields";
import { isoTimeColumn, query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { recordDownload } from "../../access/record-download.ts";
import type { ServiceContext } from "../../context.ts";
import { streamCase, useCase } from "../../use-case.ts";
import { accountStatement, statementFields, type StatementItem, type StatementView } from "./statement.ts";

/** So many lines take a millisecond or two of the event loop. */
const PAGE = 100;
const NIL = "00000000-0000-0000-0000-000000000000";

export interface CsvPage {
  /** Whole lines. The first page begins with the names of the columns. */
  readonly csv: string;
  /** What the next page is asked for with; null on the last. */
  readonly nextCursor: string | null;
}

const statementTable = {
  kind: "report",
  isAudited: true,
  permission: "wallet.read",
  within: { accountId: "account", userId: "wallet" },
  input: z.object(statementFields),
  refusals: ["ACCOUNT_NOT_FOUND"],
} as const;

/**
 * A statement as CSV, newest first, a page at a time; amounts in minor units, debit and credit in columns of their own,
 * closing and opening balance as first and last line.
 */
export const statementCsvPage = useCase({
  ...statementTable,
  async run(ctx: Pick<ServiceContext, "db" | "clock">, actor, input): Promise<CsvPage> {
    const page = await accountStatement(ctx, actor, { ...input, limit: PAGE });
    if (!input.cursor)
      await recordDownload(ctx, actor, { action: "download-statement", subjectId: page.accountId, input });
    const lines = page.items.map((item) => statementLine(item, page.currency));
    if (!input.cursor) {
      lines.unshift(csvLine(STATEMENT_COLUMNS), balanceLine("closing", input.to ?? ctx.clock(), page));
    }
    if (page.nextCursor === null) lines.push(balanceLine("opening", input.from, page));
    return { csv: lines.join(""), nextCursor: page.nextCursor };
  },
});

/** The same, all pages of it. What is posted after the first page stays out. */
export const exportStatementCsv = streamCase({
  ...statementTable,
  async *run(ctx: Pick<ServiceContext, "db" | "clock">, actor, input) {
    for (let { cursor } = input; ;) {
      const { csv, nextCursor } = await statementCsvPage(ctx, actor, { ...input, cursor });
      yield csv;
      if (nextCursor === null) return;
      cursor = nextCursor;
    }
  },
});

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

const journalTable = {
  kind: "report",
  isAudited: true,
  permission: "ledger.read",
  input: z.object({ ...rangeFields, cursor: idSchema.nullish() }),
  refusals: [],
} as const;

/** The columns of the journal, in their order. */
const journalRow = z.object({
  transfer_id: z.string(),
  at: isoTimeColumn,
  kind: z.string(),
  debit_account_id: z.string(),
  credit_account_id: z.string(),
  amount: z.bigint(),
  currency: z.string(),
  order_id: z.string().nullable(),
  group_id: z.string().nullable(),
  reverses_id: z.string().nullable(),
  actor_id: z.string().nullable(),
  idempotency_key: z.string().nullable(),
  reference: z.string().nullable(),
  description: z.string().nullable(),
});

/** Every transfer between two instants as CSV, in the order of their ids, a page at a time. */
export const journalCsvPage = useCase({
  ...journalTable,
  async run(ctx: Pick<ServiceContext, "db" | "clock">, actor, { from, to, cursor }): Promise<CsvPage> {
    if (!cursor) await recordDownload(ctx, actor, { action: "download-journal", subjectId: null, input: { from, to } });
    const rows = await query(
      ctx.db,
      journalRow,
      sql`
        SELECT id AS transfer_id, at, kind, debit_account_id, credit_account_id, amount, currency, order_id, group_id,
          reverses_id, actor_id, idempotency_key, reference, description
        FROM ledger.transfers
        WHERE id > ${cursor ?? NIL} AND at >= ${from?.toISOString() ?? "-infinity"}
          AND at < ${(to ?? ctx.clock()).toISOString()}
        ORDER BY id LIMIT ${PAGE}`,
    );
    const header = !cursor ? csvLine(Object.keys(journalRow.shape)) : "";
    const nextCursor = rows.length < PAGE ? null : (rows.at(-1)?.transfer_id ?? null);
    return { csv: header + rows.map((row) => csvLine(Object.values(row))).join(""), nextCursor };
  },
});

/** The same, all pages of it. */
export const exportJournalCsv = streamCase({
  ...journalTable,
  async *run(ctx: Pick<ServiceContext, "db" | "clock">, actor, input) {
    const to = input.to ?? ctx.clock();
    for (let { cursor } = input; ;) {
      const { csv, nextCursor } = await journalCsvPage(ctx, actor, { ...input, to, cursor });
      yield csv;
      if (nextCursor === null) return;
      cursor = nextCursor;
    }
  },
});
