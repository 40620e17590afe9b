import { DomainError } from "@atlas/core/errors";
import { formatMoney, isCurrency } from "@atlas/core/money";
import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { ledgerRefusal } from "./refusal.ts";

const walletRow = z.object({ cityId: z.string(), currency: z.string() });

/**
 * Refuses an amount above what the city of the user's wallet takes at once, a setting of that city.
 * @throws DomainError ACCOUNT_NOT_FOUND, AMOUNT_ABOVE_LIMIT
 */
export async function refuseAboveLimit(
  ctx: Pick<ServiceContext, "db" | "settings">,
  userId: string,
  { amountMinor, limit }: { readonly amountMinor: bigint; readonly limit: "cashDeskMaxMinor" | "paymentMaxMinor" },
): Promise<void> {
  const [wallet] = await query(
    ctx.db,
    walletRow,
    sql`SELECT city_id AS "cityId", currency FROM ledger.wallet_of(${userId}::uuid, NULL) WHERE id IS NOT NULL`,
  );
  if (!wallet) throw ledgerRefusal("ACCOUNT_NOT_FOUND");
  const { [limit]: maxMinor } = await ctx.settings.get(wallet.cityId);
  if (amountMinor <= maxMinor) return;
  const most = isCurrency(wallet.currency) ? formatMoney(maxMinor, wallet.currency) : maxMinor;
  throw new DomainError("AMOUNT_ABOVE_LIMIT", `At most ${most} at once.`);
}
