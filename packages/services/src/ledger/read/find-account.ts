import { type Actor, mayActFor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { idSchema } from "@atlas/core/fields";
import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";

/** An account by its id or its owner; the caller's own wallet when neither is given. */
export const accountRefFields = { userId: idSchema.optional(), accountId: idSchema.optional() };

export interface FoundAccount {
  readonly id: string;
  readonly currency: string;
}

const accountRow = z.object({ id: z.string(), currency: z.string(), owner_id: z.string().nullable() });

/**
 * The account that a reader asks for: by id, by owner, or the caller's own wallet.
 * @throws DomainError ACCOUNT_NOT_FOUND, FORBIDDEN (somebody else is named)
 */
export async function findReadableAccount(
  ctx: Pick<ServiceContext, "db">,
  actor: Actor,
  ref: { readonly userId?: string | undefined; readonly accountId?: string | undefined },
): Promise<FoundAccount> {
  const ownerId = ref.accountId === undefined ? (ref.userId ?? actor.userId) : null;
  if (ownerId !== null && !mayActFor(actor, ownerId)) {
    throw new DomainError("FORBIDDEN", "This is somebody else's wallet.");
  }
  const accountId = ref.accountId ?? null;
  const [row] = await query(
    ctx.db,
    accountRow,
    sql`
      SELECT id, currency, owner_id FROM ledger.accounts
      WHERE CASE WHEN ${accountId}::uuid IS NULL
        THEN owner_id = ${ownerId}::uuid AND kind IN ('rider_wallet', 'driver_wallet')
        ELSE id = ${accountId}::uuid END
      ORDER BY id LIMIT 1`,
  );
  // Somebody else's looks like none: ids are not to be tried out.
  if (!row || !mayActFor(actor, row.owner_id ?? "")) {
    throw new DomainError("ACCOUNT_NOT_FOUND", "There is no such ledger account.");
  }
  return { id: row.id, currency: row.currency };
}
