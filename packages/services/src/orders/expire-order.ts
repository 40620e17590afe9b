import { SYSTEM } from "@atlas/core/actor";
import type { Transaction } from "@atlas/db/connect";
import { offers } from "@atlas/db/schema/orders";
import { and, eq, gt } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { endOrder } from "./record/end-order.ts";
import { lockOrder } from "./record/find-order.ts";

/** Ends an order whose time to be matched is over, and gives the held fare back. False when it is not due (any more). */
export async function expireOrder(ctx: ServiceContext, input: { readonly orderId: string }): Promise<boolean> {
  const isExpired = await inTransaction(ctx, async (tx) => {
    const order = await lockOrder(tx, input.orderId);
    const now = ctx.clock();
    if (order.status !== "CREATED" || order.expiresAt > now || (await isHeldOut(tx, order.id, now))) return false;
    const reason = order.requestedAt === null ? "never dispatched" : "no driver found";
    await endOrder(tx, ctx, order, { kind: "expire", actor: SYSTEM, reason });
    return true;
  });
  if (isExpired) ctx.log.info({ orderId: input.orderId }, "order.expired");
  return isExpired;
}

/** A driver who is looking at the order may still take it. */
async function isHeldOut(tx: Transaction, orderId: string, now: Date): Promise<boolean> {
  const held = await tx
    .select({ id: offers.id })
    .from(offers)
    .where(and(eq(offers.orderId, orderId), eq(offers.status, "PENDING"), gt(offers.expiresAt, now)));
  return held.length > 0;
}
