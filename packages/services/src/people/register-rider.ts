import type { Transaction } from "@atlas/db/connect";
import { findCity } from "../cities/find-city.ts";
import type { ServiceContext } from "../context.ts";
import { openRiderWallet } from "../ledger/post/open-accounts.ts";
import type { Registration } from "./register-driver.ts";

/**
 * Gives a new user of the rider app a wallet. Safe to repeat.
 * @throws DomainError CITY_NOT_FOUND
 */
export async function registerRider(
  tx: Transaction,
  _ctx: Pick<ServiceContext, "clock">,
  { userId, cityId }: Registration,
): Promise<void> {
  const { currency } = await findCity(tx, cityId);
  await openRiderWallet(tx, { userId, cityId, currency });
}
