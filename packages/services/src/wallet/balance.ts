import { mayActFor } from "@atlas/core/actor";
import { type Balance, maxPayoutMinor, mayTakeCash, netMinor } from "@atlas/core/debt/balance";
import { DomainError } from "@atlas/core/errors";
import { idSchema } from "@atlas/core/fields";
import type { CitySettings } from "@atlas/core/settings/city-settings";
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
  /** What is owed; whatever comes in pays it first. */
  readonly debtMinor: string;
  /** available − debt: what the city's rules go by. */
  readonly netMinor: string;
  /** What follows from it for a driver; null for riders. */
  readonly driver: DriverTerms | null;
}

export interface DriverTerms {
  /** Whether cash trips are offered: the wallet is not frozen, and the net balance is at least `cashMinMinor`. */
  readonly isOfferedCash: boolean;
  readonly cashMinMinor: string;
  /** The most that may be paid out now. */
  readonly payableMinor: string;
}

const walletRow = z.object({
  id: z.string(),
  cityId: z.string(),
  currency: z.string(),
  posted: z.bigint(),
  held: z.bigint(),
  debt: z.bigint(),
  isDriver: z.boolean(),
  isFrozen: z.boolean(),
});
type WalletRow = z.infer<typeof walletRow>;

/** A user's wallet; the caller's own unless named. Admins and services have none. */
export const walletBalance = useCase({
  kind: "query",
  permission: "wallet.read",
  within: { userId: "wallet" },
  input: z.object({ userId: idSchema.optional() }),
  refusals: ["ACCOUNT_NOT_FOUND"],
  async run(ctx: Pick<ServiceContext, "db" | "settings">, actor, input): Promise<BalanceView> {
    const userId = input.userId ?? actor.userId;
    if (!mayActFor(actor, userId)) throw new DomainError("FORBIDDEN", "This is somebody else's wallet.");
    const [row] = await query(
      ctx.db,
      walletRow,
      sql`
        SELECT w.id, w.city_id AS "cityId", w.currency, w.posted, w.held, -coalesce(d.posted, 0) AS debt,
          w.kind = 'driver_wallet' AS "isDriver", w.frozen_at IS NOT NULL AS "isFrozen"
        FROM ledger.accounts w LEFT JOIN ledger.accounts d ON d.id = w.debt_account_id
        WHERE w.owner_id = ${userId} AND w.kind IN ('rider_wallet', 'driver_wallet') ORDER BY w.id LIMIT 1`,
    );
    if (!row) throw new DomainError("ACCOUNT_NOT_FOUND", "This user has no wallet.");
    return toView(userId, row, row.isDriver ? await ctx.settings.get(row.cityId) : null);
  },
});

function toView(userId: string, row: WalletRow, settings: CitySettings | null): BalanceView {
  const balance: Balance = { availableMinor: row.posted - row.held, debtMinor: row.debt };
  return {
    userId,
    accountId: row.id,
    currency: row.currency,
    postedMinor: row.posted.toString(),
    heldMinor: row.held.toString(),
    availableMinor: balance.availableMinor.toString(),
    debtMinor: row.debt.toString(),
    netMinor: netMinor(balance).toString(),
    driver: settings === null ? null : toTerms(balance, settings, row.isFrozen),
  };
}

function toTerms(balance: Balance, settings: CitySettings, isFrozen: boolean): DriverTerms {
  return {
    isOfferedCash: !isFrozen && mayTakeCash(balance, settings),
    cashMinMinor: settings.cashMinBalanceMinor.toString(),
    payableMinor: (isFrozen ? 0n : maxPayoutMinor(balance, settings)).toString(),
  };
}
