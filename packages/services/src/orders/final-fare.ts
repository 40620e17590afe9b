import { arrivalOf, waitedS } from "@atlas/core/evidence/arrival";
import { computeWaitingCharge, recomputeEarlyEnd } from "@atlas/core/fare";
import type { Transaction } from "@atlas/db/connect";
import { tariffs } from "@atlas/db/schema/cities";
import { quotes } from "@atlas/db/schema/orders";
import { and, eq } from "drizzle-orm";
import { surgeOf, toFareTariff } from "../cities/fare-tariff.ts";
import { findCity } from "../cities/find-city.ts";
import type { ServiceContext } from "../context.ts";
import { drivenTrip } from "./driven-trip.ts";
import type { OrderRow } from "./record/find-order.ts";

/**
 * What the trip costs at its end, in minor units: the quoted fare, less where the archived track shows that it ended
 * early, plus the waiting that was charged at the start.
 */
export async function finalFare(tx: Transaction, ctx: ServiceContext, order: OrderRow): Promise<bigint> {
  const waitingMinor = order.waitingMinor ?? 0n;
  const { startedAt, driverId } = order;
  const driven = startedAt && driverId ? await drivenTrip(tx, { driverId, startedAt, finishedAt: ctx.clock() }) : null;
  if (!driven) return order.fareMinor + waitingMinor;
  const { tariff, surge } = await pricedBy(tx, order);
  const tripMinor = recomputeEarlyEnd(tariff, {
    quotedFareMinor: order.fareMinor,
    quotedDistanceM: order.distanceM,
    driven,
    surge,
  });
  return tripMinor + waitingMinor;
}

/** What the rider owes for having kept the driver waiting until `startedAt`, in minor units; free without a proven arrival. */
export async function waitingCharge(tx: Transaction, order: OrderRow, startedAt: Date): Promise<bigint> {
  const waited = waitedS(arrivalOf(order), startedAt.getTime());
  if (waited === 0) return 0n;
  const { tariff } = await pricedBy(tx, order);
  return computeWaitingCharge(tariff, waited);
}

async function pricedBy(
  tx: Transaction,
  order: OrderRow,
): Promise<{ tariff: ReturnType<typeof toFareTariff>; surge: number }> {
  const [row] = await tx
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
  return { tariff: toFareTariff(await findCity(tx, order.cityId), row.tariff), surge: surgeOf(row.surgeBps) };
}
