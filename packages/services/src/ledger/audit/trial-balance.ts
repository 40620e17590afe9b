import { cityIdSchema, currencySchema } from "@atlas/core/fields";
import { ACCOUNT_KINDS, type AccountKind } from "@atlas/core/ledger";
import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { shownName } from "@atlas/db/shown-name";
import { useCase } from "../../use-case.ts";
import { accountName } from "../read/account-name.ts";

export interface TrialBalanceRow {
  readonly accountId: string;
  /** Of the chart of accounts: 1xxx clearing, 2xxx owed, 3xxx corrections, 4xxx revenue, 5xxx expense. */
  readonly code: string;
  readonly name: string;
  readonly kind: AccountKind;
  readonly currency: string;
  /** All debits and all credits of the account's entries, unsigned. */
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
  accountId: z.string(),
  code: z.string(),
  kind: z.enum(ACCOUNT_KINDS),
  shard: z.int(),
  currency: z.string(),
  ownerName: z.string().nullable(),
  debit: z.bigint(),
  credit: z.bigint(),
});
type Row = z.infer<typeof balanceRow>;

/** Every account that has an entry, from the entries themselves, and their sums per currency. */
export const trialBalance = useCase({
  kind: "report",
  permission: "ledger.read",
  input: z.object({ currency: currencySchema.optional(), cityId: cityIdSchema.optional() }),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db">, _, input): Promise<TrialBalanceView> {
    const statement = sql`
      SELECT a.id AS "accountId", ledger.account_code(a.kind) AS code, a.kind, a.shard, a.currency,
        ${shownName(sql`u.name`)} AS "ownerName", s.debit, s.credit
      FROM (
        SELECT account_id, coalesce(-sum(amount) FILTER (WHERE amount < 0), 0)::bigint AS debit,
          coalesce(sum(amount) FILTER (WHERE amount > 0), 0)::bigint AS credit
        FROM ledger.entries GROUP BY account_id) s
      JOIN ledger.accounts a ON a.id = s.account_id
      LEFT JOIN users u ON u.id = a.owner_id
      WHERE (${input.currency ?? null}::text IS NULL OR a.currency = ${input.currency ?? null})
        AND (${input.cityId ?? null}::text IS NULL OR a.city_id = ${input.cityId ?? null})
      ORDER BY a.currency, code, a.city_id, a.shard, u.name, a.id`;
    const rows = await query(ctx.db, balanceRow, statement);
    return { rows: rows.map(toRow), totals: totalsOf(rows) };
  },
});

function toRow({ accountId, code, kind, shard, currency, ownerName, debit, credit }: Row): TrialBalanceRow {
  return {
    accountId,
    code,
    name: accountName({ kind, shard, ownerName }),
    kind,
    currency,
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
