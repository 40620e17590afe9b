import { graceSchema } from "@atlas/core/fields";
import { isoTimeColumn, minorColumn, query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";

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

const holdRow = z.object({
  holdId: z.string(),
  accountId: z.string(),
  ownerId: z.string().nullable(),
  cityId: z.string(),
  currency: z.string(),
  amountMinor: minorColumn,
  orderId: z.string().nullable(),
  expiresAt: isoTimeColumn,
});

/** Holds past their expiry, the longest overdue first, at most 200. */
export const listOverdueHolds = useCase({
  kind: "report",
  permission: "ledger.read",
  input: z.object({ graceS: graceSchema }),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db" | "clock">, _, input): Promise<OverdueHold[]> {
    return await query(
      ctx.db,
      holdRow,
      sql`
        SELECT h.hold_id AS "holdId", h.account_id AS "accountId", a.owner_id AS "ownerId", a.city_id AS "cityId",
          a.currency, h.amount AS "amountMinor", h.order_id AS "orderId", h.expires_at AS "expiresAt"
        FROM ledger.overdue_holds(
          ${ctx.clock().toISOString()}, make_interval(secs => ${input.graceS ?? DEFAULT_GRACE_S})) h
        JOIN ledger.accounts a ON a.id = h.account_id
        ORDER BY h.expires_at, h.hold_id LIMIT ${MAX_HOLDS}`,
    );
  },
});
