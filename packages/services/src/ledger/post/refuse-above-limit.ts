import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { queryOne } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";

interface Movement {
  /** Whose wallet it is about; or which accounts. */
  readonly userId?: string | null;
  readonly accountIds?: readonly string[];
  readonly amountMinor: bigint;
}

const limitRow = z.object({ limitMinor: z.bigint().nullable() });

/**
 * Alone an operator moves no more at once than the city lets one adjust: above that it is an adjustment, which waits for a second person. Not for
 * service accounts, behind whose amounts stands a system of its own.
 * @throws DomainError AMOUNT_ABOVE_LIMIT
 */
export async function refuseAboveLimit(
  { db }: Pick<ServiceContext, "db">,
  actor: Actor,
  { userId = null, accountIds = [], amountMinor }: Movement,
): Promise<void> {
  if (actor.role !== "admin") return;
  const { limitMinor } = await queryOne(
    db,
    limitRow,
    sql`
      SELECT min(c.adjustment_limit_minor) AS "limitMinor" FROM ledger.accounts a JOIN cities c ON c.id = a.city_id
      WHERE a.id = ANY (${sql.param([...accountIds])}::uuid[]) OR a.owner_id = ${userId}::uuid`,
  );
  // Without an account there is nothing to move: the ledger says so.
  if (limitMinor === null || amountMinor <= limitMinor) return;
  throw new DomainError(
    "AMOUNT_ABOVE_LIMIT",
    "Above the city's limit make an adjustment: a second operator approves it.",
  );
}
