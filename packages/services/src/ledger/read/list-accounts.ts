import { DomainError } from "@atlas/core/errors";
import { bookPageFields, idSchema } from "@atlas/core/fields";
import { ACCOUNT_KINDS, type AccountKind } from "@atlas/core/ledger";
import { readSearchTerms } from "@atlas/core/search-terms";
import type { Queryable } from "@atlas/db/connect";
import { isoTimeColumn, query } from "@atlas/db/query";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { shownName } from "@atlas/db/shown-name";
import { isAccountFound } from "../../search/find-ids.ts";
import { useCase } from "../../use-case.ts";
import { accountName } from "./account-name.ts";

const DEFAULT_LIMIT = 50;

/** What an account's posted balance is: a debt is below zero. */
export const BALANCE_SIGNS = ["positive", "zero", "negative"] as const;
const SIGN_OF: Readonly<Record<(typeof BALANCE_SIGNS)[number], number>> = { positive: 1, zero: 0, negative: -1 };

export interface AccountView {
  readonly accountId: string;
  readonly code: string;
  readonly name: string;
  readonly kind: AccountKind;
  readonly cityId: string;
  readonly currency: string;
  readonly ownerId: string | null;
  readonly postedMinor: string;
  readonly heldMinor: string;
  readonly availableMinor: string;
  readonly isFrozen: boolean;
  readonly entries: number;
  readonly lastEntryAt: string | null;
}

const accountRow = z.object({
  accountId: z.string(),
  code: z.string(),
  kind: z.enum(ACCOUNT_KINDS),
  shard: z.int(),
  cityId: z.string(),
  currency: z.string(),
  ownerId: z.string().nullable(),
  ownerName: z.string().nullable(),
  posted: z.bigint(),
  held: z.bigint(),
  isFrozen: z.boolean(),
  entries: z.coerce.number(),
  lastEntryAt: isoTimeColumn.nullable(),
});

/** Accounts by id, a page at a time. */
export const listAccounts = useCase({
  kind: "report",
  permission: "ledger.read",
  input: z.object({
    ...bookPageFields,
    kind: z.enum(ACCOUNT_KINDS).optional(),
    ownerId: idSchema.optional(),
    /** By the sign of what is posted. */
    balance: z.enum(BALANCE_SIGNS).optional(),
    isFrozen: z.boolean().optional(),
    /** The owner's name, e-mail address or telephone number, or digits of an account's or its owner's id; of many that match, 200. */
    query: z.string().trim().max(200).optional(),
  }),
  refusals: [],
  async run(
    ctx: Pick<ServiceContext, "db">,
    _,
    input,
  ): Promise<{ readonly items: readonly AccountView[]; readonly nextCursor: string | null }> {
    const limit = input.limit ?? DEFAULT_LIMIT;
    const { kind, cursor, ownerId, isFrozen, query: typed } = input;
    const conditions = [
      kind ? sql`a.kind = ${kind}::ledger.account_kind` : sql`true`,
      ownerId ? sql`a.owner_id = ${ownerId}::uuid` : sql`true`,
      input.balance ? sql`sign(a.posted) = ${SIGN_OF[input.balance]}::integer` : sql`true`,
      isFrozen === undefined ? sql`true` : sql`(a.frozen_at IS NOT NULL) = ${isFrozen}::boolean`,
      typed ? isAccountFound(readSearchTerms(typed)) : sql`true`,
      cursor ? sql`a.id > ${cursor}::uuid` : sql`true`,
    ];
    const rows = await readAccounts(ctx.db, sql`${sql.join(conditions, sql` AND `)} ORDER BY a.id LIMIT ${limit + 1}`);
    const page = rows.slice(0, limit);
    return { items: page.map(toView), nextCursor: rows.length > limit ? (page.at(-1)?.accountId ?? null) : null };
  },
});

/** One account. */
export const getLedgerAccount = useCase({
  kind: "report",
  permission: "ledger.read",
  input: z.object({ accountId: idSchema }),
  refusals: ["ACCOUNT_NOT_FOUND"],
  async run(ctx: Pick<ServiceContext, "db">, _, input): Promise<AccountView> {
    const [found] = await readAccounts(ctx.db, sql`a.id = ${input.accountId}::uuid`);
    if (!found) throw new DomainError("ACCOUNT_NOT_FOUND", "There is no such ledger account.");
    return toView(found);
  },
});

async function readAccounts(db: Queryable, where: SQL): Promise<z.output<typeof accountRow>[]> {
  return await query(
    db,
    accountRow,
    sql`
      SELECT a.id AS "accountId", ledger.account_code(a.kind) AS code, a.kind, a.shard, a.city_id AS "cityId", a.currency,
        a.owner_id AS "ownerId", ${shownName(sql`u.name`)} AS "ownerName", a.posted, a.held, a.frozen_at IS NOT NULL AS "isFrozen",
        a.last_seq AS entries, a.last_entry_at AS "lastEntryAt"
      FROM ledger.accounts a LEFT JOIN users u ON u.id = a.owner_id
      WHERE ${where}`,
  );
}

function toView({ shard, ownerName, posted, held, ...account }: z.infer<typeof accountRow>): AccountView {
  return {
    ...account,
    name: accountName({ kind: account.kind, shard, ownerName }),
    postedMinor: posted.toString(),
    heldMinor: held.toString(),
    availableMinor: (posted - held).toString(),
  };
}
