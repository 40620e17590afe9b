import type { Transaction } from "@atlas/db/connect";
import { drivers } from "@atlas/db/schema/drivers";
import { findCity } from "../cities/find-city.ts";
import type { ServiceContext } from "../context.ts";
import { openDriverWallet } from "../ledger/post/open-accounts.ts";

export interface Registration {
  /** A row in `users` that exists already. */
  readonly userId: string;
  readonly cityId: string;
}

/**
 * Gives a new user of the driver app a driver's row and wallet. Safe to repeat.
 * @throws DomainError CITY_NOT_FOUND
 */
export async function registerDriver(
  tx: Transaction,
  ctx: Pick<ServiceContext, "clock">,
  { userId, cityId }: Registration,
): Promise<void> {
  const { currency } = await findCity(tx, cityId);
  await tx.insert(drivers).values({ id: userId, cityId, createdAt: ctx.clock() }).onConflictDoNothing();
  await openDriverWallet(tx, { userId, cityId, currency });
}
