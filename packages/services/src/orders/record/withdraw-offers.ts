import { offers } from "@atlas/db/schema/orders";
import { and, eq } from "drizzle-orm";
import type { UnitOfWork } from "../../messaging/in-transaction.ts";
import type { OrderRow } from "./find-order.ts";

/** Takes back what is still held out for an order that is no longer to be had. The drivers are free for other offers. */
export async function withdrawOffers(
  tx: UnitOfWork,
  { id: orderId, cityId }: Pick<OrderRow, "id" | "cityId">,
  at: Date,
): Promise<void> {
  const withdrawn = await tx
    .update(offers)
    .set({ status: "WITHDRAWN", answeredAt: at })
    .where(and(eq(offers.orderId, orderId), eq(offers.status, "PENDING")))
    .returning({ offerId: offers.id, driverId: offers.driverId });
  for (const offer of withdrawn) tx.publish({ kind: "offer", cityId, orderId, ...offer });
}
