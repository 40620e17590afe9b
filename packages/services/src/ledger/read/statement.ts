import { instantSchema, rangeFields } from "@atlas/core/fields";
import { DomainError } from "@atlas/core/errors";
import { TRANSFER_KINDS, type TransferKind } from "@atlas/core/ledger";
import { isoTimeColumn, minorColumn, query, queryOne } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";
import { accountRefFields, findReadableAccount } from "./find-account.ts";

const DEFAULT_LIMIT = 50;

/** Which account, and when; `cursor` is the `nextCursor` of the page before. */
export const statementFields = {
  ...accountRefFields,
  ...rangeFields,
  cursor: z
    .string()
    .max(18)
    .regex(/^[0-9]{1,18}$/)
    .nullish(),
};

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

const rangeRow = z.object({
  first: z.bigint(),
  last: z.bigint(),
  openingMinor: minorColumn,
  closingMinor: minorColumn,
});
const itemRow = z.object({
  seq: z.bigint(),
  transferId: z.string(),
  at: isoTimeColumn,
  kind: z.enum(TRANSFER_KINDS),
  amount: z.bigint(),
  balanceAfterMinor: minorColumn,
  orderId: z.string().nullable(),
  description: z.string().nullable(),
});
const balanceRow = z.object({ postedMinor: minorColumn });

/** What an account did between two instants. opening + all items = closing, to the last unit. */
export const accountStatement = useCase({
  kind: "query",
  permission: "wallet.read",
  within: { accountId: "account", userId: "wallet" },
  input: z.object({ ...statementFields, limit: z.int().min(1).max(200).optional() }),
  refusals: ["ACCOUNT_NOT_FOUND"],
  async run(ctx: Pick<ServiceContext, "db">, actor, input): Promise<StatementView> {
    if (input.from && input.to && input.from > input.to) {
      throw new DomainError("INVALID_INPUT", "The range ends before it begins.");
    }
    const account = await findReadableAccount(ctx, actor, input);
    const limit = input.limit ?? DEFAULT_LIMIT;
    const cursor = input.cursor == null ? null : BigInt(input.cursor);
    const { first, last, ...balances } = await queryOne(
      ctx.db,
      rangeRow,
      sql`
        SELECT s.first, s.last, coalesce(o.balance_after, 0) AS "openingMinor", coalesce(c.balance_after, 0) AS "closingMinor"
        FROM (SELECT ledger.last_seq_before(${account.id}, ${input.from?.toISOString() ?? "-infinity"}) AS first,
                     ledger.last_seq_before(${account.id}, ${input.to?.toISOString() ?? "infinity"}) AS last) s
        LEFT JOIN ledger.entries o ON o.account_id = ${account.id} AND o.seq = s.first
        LEFT JOIN ledger.entries c ON c.account_id = ${account.id} AND c.seq = s.last`,
    );
    const rows = await query(
      ctx.db,
      itemRow,
      sql`
        SELECT e.seq, e.transfer_id AS "transferId", e.at, t.kind, e.amount, e.balance_after AS "balanceAfterMinor",
          t.order_id AS "orderId", t.description
        FROM ledger.entries e JOIN ledger.transfers t ON t.id = e.transfer_id
        WHERE e.account_id = ${account.id} AND e.seq > ${first} AND e.seq <= ${last} AND e.seq < ${cursor ?? last + 1n}
        ORDER BY e.seq DESC LIMIT ${limit + 1}`,
    );
    const page = rows.slice(0, limit);
    return {
      accountId: account.id,
      currency: account.currency,
      ...balances,
      items: page.map((row) => toItem(account.id, row)),
      nextCursor: rows.length > limit ? (page.at(-1)?.seq.toString() ?? null) : null,
    };
  },
});

/** The balance of an account at an instant. */
export const balanceAt = useCase({
  kind: "query",
  permission: "wallet.read",
  within: { accountId: "account", userId: "wallet" },
  input: z.object({ ...accountRefFields, at: instantSchema }),
  refusals: ["ACCOUNT_NOT_FOUND"],
  async run(
    ctx: Pick<ServiceContext, "db">,
    actor,
    input,
  ): Promise<{
    readonly accountId: string;
    readonly currency: string;
    readonly at: string;
    readonly postedMinor: string;
  }> {
    const account = await findReadableAccount(ctx, actor, input);
    const at = input.at.toISOString();
    const statement = sql`SELECT ledger.balance_before(${account.id}, ${at}) AS "postedMinor"`;
    return {
      accountId: account.id,
      currency: account.currency,
      at,
      ...(await queryOne(ctx.db, balanceRow, statement)),
    };
  },
});

function toItem(accountId: string, { seq, amount, ...entry }: z.infer<typeof itemRow>): StatementItem {
  return {
    ...entry,
    entryId: `${accountId}:${seq}`,
    direction: amount > 0n ? "in" : "out",
    amountMinor: (amount < 0n ? -amount : amount).toString(),
  };
}
