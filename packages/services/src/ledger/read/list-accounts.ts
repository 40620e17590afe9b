import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import type { AccountKind } from "@atlas/core/ledger";
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

interface Row {
  id: string;
  code: string;
  kind: AccountKind;
  shard: number;
  city_id: string;
  currency: string;
  owner_id: string | null;
  owner_name: string | null;
  posted: bigint;
  held: bigint;
  last_seq: bigint;
  last_entry_at: string | null;
  frozen_at: string | null;
}

/** Accounts by id, a page at a time. @throws DomainError FORBIDDEN */
export async function listAccounts(
  ctx: Pick<ServiceContext, "db">,
  actor: Actor,
  input: ListAccountsInput,
): Promise<{ readonly items: readonly AccountView[]; readonly nextCursor: string | null }> {
  operatorsOnly(actor);
  const limit = Math.min(input.limit ?? 50, 200);
  const query = input.query?.trim() ?? "";
  const pattern = `%${query.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const rows = await ctx.db.$client<Row[]>`
    SELECT a.id, ledger.account_code(a.kind) AS code, a.kind, a.shard, a.city_id, a.currency, a.owner_id,
      u.name AS owner_name, a.posted, a.held, a.last_seq, a.last_entry_at, a.frozen_at
    FROM ledger.accounts a LEFT JOIN users u ON u.id = a.owner_id
    WHERE (${input.kind ?? null}::text IS NULL OR a.kind::text = ${input.kind ?? null})
      AND (${query} = '' OR u.name ILIKE ${pattern} OR u.email ILIKE ${pattern} OR a.id::text = ${query}
        OR a.owner_id::text = ${query})
      AND (${input.cursor ?? null}::uuid IS NULL OR a.id > ${input.cursor ?? null}::uuid)
    ORDER BY a.id LIMIT ${limit + 1}`;
  const page = rows.slice(0, limit);
  return { items: page.map(toView), nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
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

function toView(row: Row): AccountView {
  return {
    accountId: row.id,
    code: row.code,
    name: accountName({ kind: row.kind, shard: row.shard, ownerName: row.owner_name }),
    kind: row.kind,
    cityId: row.city_id,
    currency: row.currency,
    ownerId: row.owner_id,
    postedMinor: row.posted.toString(),
    heldMinor: row.held.toString(),
    availableMinor: (row.posted - row.held).toString(),
    isFrozen: row.frozen_at !== null,
    entries: Number(row.last_seq),
    lastEntryAt: row.last_entry_at === null ? null : new Date(row.last_entry_at).toISOString(),
  };
}
