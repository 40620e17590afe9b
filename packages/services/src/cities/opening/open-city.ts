import type { Transaction } from "@atlas/db/connect";
import { cities, tariffs } from "@atlas/db/schema/cities";
import { type Doer, recordAct } from "../../access/record-act.ts";
import type { ServiceContext } from "../../context.ts";
import { openCityAccounts } from "../../ledger/post/open-accounts.ts";

export type CityRow = typeof cities.$inferInsert;
export type TariffRow = Omit<typeof tariffs.$inferInsert, "cityId" | "version" | "surgeBps" | "validFrom">;

export interface OpenedCity {
  readonly city: CityRow;
  readonly tariffs: readonly TariffRow[];
  /** The responsible person in the audit log. */
  readonly by: Doer;
  readonly reason: string;
}

/**
 * Writes everything that a city is: its row, the first version of its tariffs, the ledger's accounts of its own, and who opened it.
 * What is there stays as it is, and what is missing of it is added. Returns whether the city is new.
 */
export async function openCity(
  tx: Transaction,
  ctx: Pick<ServiceContext, "clock">,
  { city, tariffs: first, by, reason }: OpenedCity,
): Promise<boolean> {
  const now = ctx.clock();
  const added = await tx.insert(cities).values(city).onConflictDoNothing().returning({ id: cities.id });
  const isNew = added.length > 0;
  const rows = first.map((tariff) => ({ ...tariff, cityId: city.id, version: 1, surgeBps: 10_000, validFrom: now }));
  if (rows.length > 0) await tx.insert(tariffs).values(rows).onConflictDoNothing();
  await openCityAccounts(tx, { cityId: city.id, currency: city.currency });
  if (!isNew) return false;
  const { id: cityId, name, currency, timezone, isDemo = false } = city;
  const after = { name, currency, timezone, isDemo };
  await recordAct(tx, by, { action: "create-city", subjectId: null, reason, after, details: { cityId } });
  return true;
}
