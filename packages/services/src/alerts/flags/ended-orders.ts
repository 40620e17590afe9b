import { orders } from "@atlas/db/schema/orders";
import { and, asc, eq, gt, isNotNull, lte, or } from "drizzle-orm";
import type { ServiceContext } from "../../context.ts";
import type { ReviewWindow } from "./review-window.ts";

/** An order that was driven, or cost the rider a fee for a trip that did not take place. */
export interface EndedOrder {
  readonly orderId: string;
  readonly cityId: string;
  readonly riderId: string;
  readonly driverId: string;
  readonly endedAt: Date;
  readonly startedAt: Date | null;
  readonly vehicleType: (typeof orders.$inferSelect)["vehicleType"];
  readonly hasFee: boolean;
}

/** More than that wait for the next time. */
export const MAX_ORDERS = 500;

/** The orders of a city that ended within the window, oldest first; of many the first. */
export async function readEndedOrders(
  ctx: Pick<ServiceContext, "db">,
  cityId: string,
  { from, until }: ReviewWindow,
): Promise<readonly EndedOrder[]> {
  const { id: orderId, riderId, driverId, endedAt, startedAt, vehicleType, cancelFeeMinor } = orders;
  const rows = await ctx.db
    .select({ orderId, riderId, driverId, endedAt, startedAt, vehicleType, cancelFeeMinor })
    .from(orders)
    .where(
      and(
        eq(orders.cityId, cityId),
        gt(endedAt, from),
        lte(endedAt, until),
        isNotNull(driverId),
        or(eq(orders.status, "FINISHED"), gt(cancelFeeMinor, 0n)),
      ),
    )
    .orderBy(asc(endedAt))
    .limit(MAX_ORDERS);
  return rows.flatMap(({ cancelFeeMinor: feeMinor, ...row }) =>
    row.driverId === null || row.endedAt === null
      ? []
      : [{ ...row, cityId, driverId: row.driverId, endedAt: row.endedAt, hasFee: (feeMinor ?? 0n) > 0n }],
  );
}
