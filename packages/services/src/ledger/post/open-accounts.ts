import type { Queryable } from "@atlas/db/connect";
import { queryOne } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";

const walletRow = z.object({ accountId: z.string() });

export interface OpenWalletInput {
  /** The rider's or driver's user id (a driver's id is the user's id). */
  readonly userId: string;
  readonly cityId: string;
  /** ISO 4217. */
  readonly currency: string;
}

/** Opens a rider's wallet, or finds it. Runs in the caller's transaction, so a user never exists without a wallet. */
export async function openRiderWallet(tx: Queryable, input: OpenWalletInput): Promise<{ accountId: string }> {
  return await openWallet(tx, "rider_wallet", input);
}

/** Opens a driver's wallet (earnings and credit), or finds it. Runs in the caller's transaction. */
export async function openDriverWallet(tx: Queryable, input: OpenWalletInput): Promise<{ accountId: string }> {
  return await openWallet(tx, "driver_wallet", input);
}

/** Opens the platform's own accounts of a city, 16 sub-accounts a kind; those that exist stay as they are. */
export async function openCityAccounts(tx: Queryable, input: { cityId: string; currency: string }): Promise<void> {
  await tx.execute(sql`SELECT ledger.open_city_accounts(${input.cityId}, ${input.currency})`);
}

async function openWallet(
  tx: Queryable,
  kind: "rider_wallet" | "driver_wallet",
  input: OpenWalletInput,
): Promise<{ accountId: string }> {
  return await queryOne(
    tx,
    walletRow,
    sql`SELECT ledger.open_wallet(${kind}, ${input.userId}::uuid, ${input.cityId}, ${input.currency}) AS "accountId"`,
  );
}
