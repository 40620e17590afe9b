import type { Transaction } from "@atlas/db/connect";
import { offers } from "@atlas/db/schema/orders";
import { and, eq } from "drizzle-orm";

export interface WithdrawnOffer {
  readonly id: string;
  readonly driverId: string;
}

/** Takes back what is still held out for an order that is no longer to be had. The drivers are free for other offers. */
export async function withdrawOffers(tx: Transaction, orderId: string, at: Date): Promise<readonly WithdrawnOffer[]> {
  return await tx
    .update(offers)
    .set({ status: "WITHDRAWN", answeredAt: at })
    .where(and(eq(offers.orderId, orderId), eq(offers.status, "PENDING")))
    .returning({ id: offers.id, driverId: offers.driverId });
}
