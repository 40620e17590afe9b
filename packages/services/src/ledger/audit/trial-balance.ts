import { cityIdSchema, currencySchema } from "@atlas/core/fields";
import { ACCOUNT_KINDS, type AccountKind } from "@atlas/core/ledger";
import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";

/** All accounts of one kind in one currency: wallets are too many to be lines of their own. */
export interface TrialBalanceRow {
  /** Of the chart of accounts: 1xxx clearing, 2xxx owed, 3xxx corrections, 4xxx revenue, 5xxx expense. */
  readonly code: string;
  readonly kind: AccountKind;
  readonly currency: string;
  /** How many of them have an entry. */
  readonly accounts: number;
  /** All debits and all credits of their entries, unsigned. */
  readonly debitMinor: string;
  readonly creditMinor: string;
  /** credits − debits. */
  readonly balanceMinor: string;
}

export interface TrialBalanceView {
  readonly rows: readonly TrialBalanceRow[];
  readonly totals: readonly {
    readonly currency: string;
    readonly debitMinor: string;
    readonly creditMinor: string;
    readonly isBalanced: boolean;
  }[];
}

const balanceRow = z.object({
  code: z.string(),
  kind: z.enum(ACCOUNT_KINDS),
  currency: z.string(),
  accounts: z.int(),
  debit: z.bigint(),
  credit: z.bigint(),
});
type Row = z.infer<typeof balanceRow>;

/** The accounts that have an entry, by kind, from the entries themselves, and their sums per currency. */
export const trialBalance = useCase({
  kind: "report",
  permission: "ledger.read",
  input: z.object({ currency: currencySchema.optional(), cityId: cityIdSchema.optional() }),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db">, _, input): Promise<TrialBalanceView> {
    const statement = sql`
      SELECT ledger.account_code(a.kind) AS code, a.kind, a.currency, count(*)::integer AS accounts,
        sum(s.debit)::bigint AS debit, sum(s.credit)::bigint AS credit
      FROM (
        SELECT account_id, coalesce(-sum(amount) FILTER (WHERE amount < 0), 0)::bigint AS debit,
          coalesce(sum(amount) FILTER (WHERE amount > 0), 0)::bigint AS credit
        FROM ledger.entries GROUP BY account_id) s
      JOIN ledger.accounts a ON a.id = s.account_id
      WHERE (${input.currency ?? null}::text IS NULL OR a.currency = ${input.currency ?? null})
        AND (${input.cityId ?? null}::text IS NULL OR a.city_id = ${input.cityId ?? null})
      GROUP BY a.currency, a.kind
      ORDER BY a.currency, code, a.kind`;
    const rows = await query(ctx.db, balanceRow, statement);
    return { rows: rows.map(toRow), totals: totalsOf(rows) };
  },
});

function toRow({ debit, credit, ...row }: Row): TrialBalanceRow {
  return {
    ...row,
    debitMinor: debit.toString(),
    creditMinor: credit.toString(),
    balanceMinor: (credit - debit).toString(),
  };
}

function totalsOf(rows: readonly Row[]): TrialBalanceView["totals"] {
  const byCurrency = Map.groupBy(rows, (row) => row.currency);
  return [...byCurrency].map(([currency, group]) => {
    const debit = group.reduce((sum, row) => sum + row.debit, 0n);
    const credit = group.reduce((sum, row) => sum + row.credit, 0n);
    return {
      currency,
      debitMinor: debit.toString(),
      creditMinor: credit.toString(),
      isBalanced: debit === credit,
    };
  });
}
