import type { Tariff } from "@atlas/core/fare";
import type { Queryable } from "@atlas/db/connect";
import { tariffs } from "@atlas/db/schema/cities";
import { quotes } from "@atlas/db/schema/orders";
import { and, eq } from "drizzle-orm";
import { surgeOf, toFareTariff } from "../cities/fare-tariff.ts";
import { findCity } from "../cities/find-city.ts";
import type { OrderRow } from "./record/find-order.ts";

/** The tariff that an order was priced by, and the surge of its quote. */
export async function pricedBy(
  db: Queryable,
  order: Pick<OrderRow, "id" | "quoteId" | "cityId">,
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
  return { tariff: toFareTariff(await findCity(db, order.cityId), row.tariff), surge: surgeOf(row.surgeBps) };
}
