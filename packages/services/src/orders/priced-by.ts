import type { Tariff } from "@atlas/core/fare";
import type { Queryable } from "@atlas/db/connect";
import { tariffs } from "@atlas/db/schema/cities";
import { quotes } from "@atlas/db/schema/orders";
import { and, eq } from "drizzle-orm";
import { surgeOf, toFareTariff } from "../cities/fare-tariff.ts";
import { findCity } from "../cities/find-city.ts";
import { agreedTerms, type StoredTerms } from "./record/agreed-terms.ts";
import type { OrderRow } from "./record/find-order.ts";

/** The tariff that an order was priced by with the terms agreed then, and the surge of its quote. */
export async function pricedBy(
  db: Queryable,
  order: Pick<OrderRow, "id" | "quoteId" | "cityId"> & StoredTerms,
): Promise<{ readonly tariff: Tariff; readonly surge: number }> {
  const [row] = await db
    .select({ tariff: tariffs, surgeBps: quotes.surgeBps })
    .from(quotes)
    .innerJoin(
      tariffs,
      and(
        eq(tariffs.cityId, quotes.cityId),
        eq(tariffs.vehicleType, quotes.vehicleType),
        eq(tariffs.version, quotes.tariffVersion),
      ),
    )
    .where(eq(quotes.id, order.quoteId));
  if (!row) throw new Error(`order ${order.id} was priced by a tariff that is gone`);
  const city = await findCity(db, order.cityId);
  return { tariff: toFareTariff(city, row.tariff, agreedTerms(order, city)), surge: surgeOf(row.surgeBps) };
}
