import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { ACCOUNT_KINDS, type AccountKind } from "@atlas/core/ledger";
import { isoTimeColumn, query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { operatorsOnly } from "../../access/operators-only.ts";
import { accountName } from "./account-name.ts";

export interface ListAccountsInput {
  readonly kind?: AccountKind | undefined;
  /** Part of the owner's name or e-mail, or an account's or user's id. */
  readonly query?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

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

/** Accounts by id, a page at a time. @throws DomainError FORBIDDEN */
export async function listAccounts(
  ctx: Pick<ServiceContext, "db">,
  actor: Actor,
  input: ListAccountsInput,
): Promise<{ readonly items: readonly AccountView[]; readonly nextCursor: string | null }> {
  operatorsOnly(actor);
  const limit = Math.min(input.limit ?? 50, 200);
  const text = input.query?.trim() ?? "";
  const pattern = `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const { kind = null, cursor = null } = input;
  const rows = await query(
    ctx.db,
    accountRow,
    sql`
      SELECT a.id AS "accountId", ledger.account_code(a.kind) AS code, a.kind, a.shard, a.city_id AS "cityId", a.currency,
        a.owner_id AS "ownerId", u.name AS "ownerName", a.posted, a.held, a.frozen_at IS NOT NULL AS "isFrozen",
        a.last_seq AS entries, a.last_entry_at AS "lastEntryAt"
      FROM ledger.accounts a LEFT JOIN users u ON u.id = a.owner_id
      WHERE (${kind}::text IS NULL OR a.kind::text = ${kind})
        AND (${text} = '' OR u.name ILIKE ${pattern} OR u.email ILIKE ${pattern} OR a.id::text = ${text}
          OR a.owner_id::text = ${text})
        AND (${cursor}::uuid IS NULL OR a.id > ${cursor}::uuid)
      ORDER BY a.id LIMIT ${limit + 1}`,
  );
  const page = rows.slice(0, limit);
  return { items: page.map(toView), nextCursor: rows.length > limit ? (page.at(-1)?.accountId ?? null) : null };
}

/** One account. @throws DomainError FORBIDDEN, ACCOUNT_NOT_FOUND */
export async function getLedgerAccount(
  ctx: Pick<ServiceContext, "db">,
  actor: Actor,
  input: { readonly accountId: string },
): Promise<AccountView> {
  const { items } = await listAccounts(ctx, actor, { query: input.accountId, limit: 2 });
  const found = items.find((account) => account.accountId === input.accountId);
  if (!found) throw new DomainError("ACCOUNT_NOT_FOUND", "There is no such ledger account.");
  return found;
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
