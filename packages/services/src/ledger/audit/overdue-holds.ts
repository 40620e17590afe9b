import type { Actor } from "@atlas/core/actor";
import type { ServiceContext } from "../../context.ts";
import { operatorsOnly } from "../../access/operators-only.ts";

const MAX_HOLDS = 200;
/** Expiry runs every minute: what is younger than that is not overdue yet. */
const DEFAULT_GRACE_S = 60;

/** An open hold past its expiry: of a trip that is still owed its settlement, or one that expiry has not come to. */
export interface OverdueHold {
  readonly holdId: string;
  readonly accountId: string;
  readonly ownerId: string | null;
  readonly cityId: string;
  readonly currency: string;
  readonly amountMinor: string;
  readonly orderId: string | null;
  readonly expiresAt: string;
}

interface Row {
  hold_id: string;
  account_id: string;
  owner_id: string | null;
  city_id: string;
  currency: string;
  amount: bigint;
  order_id: string | null;
  expires_at: string;
}

/** Holds past their expiry, the longest overdue first, at most 200. @throws DomainError FORBIDDEN */
export async function listOverdueHolds(
  ctx: Pick<ServiceContext, "db" | "clock">,
  actor: Actor,
  input: { readonly graceS?: number | undefined },
): Promise<OverdueHold[]> {
  operatorsOnly(actor);
  const rows = await ctx.db.$client<Row[]>`
    SELECT h.hold_id, h.account_id, a.owner_id, a.city_id, a.currency, h.amount, h.order_id, h.expires_at
    FROM ledger.overdue_holds(
      ${ctx.clock().toISOString()}, make_interval(secs => ${input.graceS ?? DEFAULT_GRACE_S})) h
    JOIN ledger.accounts a ON a.id = h.account_id
    ORDER BY h.expires_at, h.hold_id LIMIT ${MAX_HOLDS}`;
  return rows.map((row) => ({
    holdId: row.hold_id,
    accountId: row.account_id,
    ownerId: row.owner_id,
    cityId: row.city_id,
    currency: row.currency,
    amountMinor: row.amount.toString(),
    orderId: row.order_id,
    expiresAt: new Date(row.expires_at).toISOString(),
  }));
}
