import { mayActFor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { idSchema } from "@atlas/core/fields";
import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";

export interface BalanceView {
  readonly userId: string;
  readonly accountId: string;
  readonly currency: string;
  readonly postedMinor: string;
  readonly heldMinor: string;
  /** posted − held: what may be spent. */
  readonly availableMinor: string;
}

const walletRow = z.object({ id: z.string(), currency: z.string(), posted: z.bigint(), held: z.bigint() });

/** A user's wallet; the caller's own unless named. Admins and services have none. */
export const walletBalance = useCase({
  kind: "query",
  permission: "wallet.read",
  input: z.object({ userId: idSchema.optional() }),
  refusals: ["ACCOUNT_NOT_FOUND"],
  async run(ctx: Pick<ServiceContext, "db">, actor, input): Promise<BalanceView> {
    const userId = input.userId ?? actor.userId;
    if (!mayActFor(actor, userId)) throw new DomainError("FORBIDDEN", "This is somebody else's wallet.");
    const [row] = await query(
      ctx.db,
      walletRow,
      sql`
        SELECT id, currency, posted, held FROM ledger.accounts
        WHERE owner_id = ${userId} AND kind IN ('rider_wallet', 'driver_wallet') ORDER BY id LIMIT 1`,
    );
    if (!row) throw new DomainError("ACCOUNT_NOT_FOUND", "This user has no wallet.");
    return {
      userId,
      accountId: row.id,
      currency: row.currency,
      postedMinor: row.posted.toString(),
      heldMinor: row.held.toString(),
      availableMinor: (row.posted - row.held).toString(),
    };
  },
});
