import { SYSTEM } from "@atlas/core/actor";
import type { Transaction } from "@atlas/db/connect";
import { offers } from "@atlas/db/schema/orders";
import { and, eq, gt } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { commitAndAnnounce } from "../messaging/commit-and-announce.ts";
import { announceOrder, type OrderNews } from "./record/announce-order.ts";
import { endOrder } from "./record/end-order.ts";
import { lockOrder } from "./record/find-order.ts";

/** Ends an order whose time to be matched is over, and gives the held fare back. False when it is not due (any more). */
export async function expireOrder(ctx: ServiceContext, input: { readonly orderId: string }): Promise<boolean> {
  const expire = async (tx: Transaction): Promise<OrderNews | null> => {
    const order = await lockOrder(tx, input.orderId);
    const now = ctx.clock();
    if (order.status !== "CREATED" || order.expiresAt > now || (await isHeldOut(tx, order.id, now))) return null;
    const reason = order.requestedAt === null ? "never dispatched" : "no driver found";
    const ended = await endOrder(tx, ctx, order, { kind: "expire", actor: SYSTEM, reason });
    return { order: ended.order, offers: ended.withdrawn };
  };
  const expired = await commitAndAnnounce(ctx, expire, async (news) => {
    if (news === null) return;
    ctx.log.info({ orderId: news.order.id }, "order.expired");
    await announceOrder(ctx, news);
    ctx.events.walletChanged({ cityId: news.order.cityId, userId: news.order.riderId });
  });
  return expired !== null;
}

/** A driver who is looking at the order may still take it. */
async function isHeldOut(tx: Transaction, orderId: string, now: Date): Promise<boolean> {
  const held = await tx
    .select({ id: offers.id })
    .from(offers)
    .where(and(eq(offers.orderId, orderId), eq(offers.status, "PENDING"), gt(offers.expiresAt, now)));
  return held.length > 0;
}
