import { DomainError } from "@atlas/core/errors";
import { DELIVERY_OF, KIND_OF, type NoticeEvent } from "@atlas/core/push/notice";
import type { NoticeOrder } from "@atlas/core/push/notice-order";
import type { PushPort } from "@atlas/core/push/push";
import { renderNotice } from "@atlas/core/push/render-notice";
import { inbox } from "@atlas/db/schema/messaging";
import { pushSubscriptions } from "@atlas/db/schema/notifications";
import { and, eq } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { consumeOnce } from "../messaging/consume-once.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { readMuted } from "./notification-settings.ts";
import { nextLookMs } from "./next-look.ts";
import { type NoticedTrip, readTrip } from "./read-trip.ts";

const CONSUMER = "send-notice";

/** What sending a notice needs. */
export interface NoticeContext extends Pick<
  ServiceContext,
  "db" | "clock" | "newId" | "events" | "log" | "redis" | "routing"
> {
  /** Null where nothing is pushed. */
  readonly push: PushPort | null;
}

/**
 * Sends a notice that was promised with a change of a trip, unless the trip has gone on since. First it becomes one message per device, so
 * that a push service that is away holds up nobody else. A second delivery sends nothing; only a worker that dies between the service's yes
 * and the receipt leaves a notice that is sent again, in the place of the first.
 */
export async function sendNotice(ctx: NoticeContext, order: NoticeOrder, messageId: string): Promise<void> {
  if (order.subscriptionId === undefined) await spread(ctx, order, messageId);
  else await sendTo(ctx, { ...order, subscriptionId: order.subscriptionId }, messageId);
}

async function spread(ctx: NoticeContext, order: NoticeOrder, messageId: string): Promise<void> {
  const trip = await readTrip(ctx.db, order.orderId);
  const isDue = trip !== null && ctx.push !== null && isStill(order, trip);
  const lookMs = isDue && order.event === "arriving" ? await nextLookMs(ctx, trip, new Date(order.at)) : null;
  await inTransaction(ctx, async (tx) => {
    if (!(await consumeOnce(tx, CONSUMER, messageId)) || !isDue || lookMs === "never") return;
    const muted = await readMuted(tx, trip.riderId);
    if (muted.includes(KIND_OF[order.event])) return;
    if (lookMs !== null) {
      await tx.enqueue("send-notice", order, { delayMs: lookMs });
      return;
    }
    const at = order.event === "arriving" ? ctx.clock().toISOString() : order.at;
    const devices = await tx
      .select({ subscriptionId: pushSubscriptions.id })
      .from(pushSubscriptions)
      .where(eq(pushSubscriptions.userId, trip.riderId));
    for (const { subscriptionId } of devices) await tx.enqueue("send-notice", { ...order, at, subscriptionId });
  });
}

async function sendTo(
  ctx: NoticeContext,
  order: NoticeOrder & { readonly subscriptionId: string },
  messageId: string,
): Promise<void> {
  const [sent] = await ctx.db
    .select({ at: inbox.processedAt })
    .from(inbox)
    .where(and(eq(inbox.consumer, CONSUMER), eq(inbox.messageId, messageId)));
  if (sent !== undefined) return;
  const trip = await readTrip(ctx.db, order.orderId);
  if (trip !== null && isStill(order, trip)) await push(ctx, order, trip);
  await consumeOnce(ctx.db, CONSUMER, messageId);
}

async function push(
  ctx: NoticeContext,
  { event, orderId, at, subscriptionId }: NoticeOrder & { readonly subscriptionId: string },
  trip: NoticedTrip,
): Promise<void> {
  const ttlS = Math.floor(DELIVERY_OF[event].ttlS - (ctx.clock().getTime() - Date.parse(at)) / 1_000);
  // A device may have gone over to somebody else in between.
  const own = and(eq(pushSubscriptions.id, subscriptionId), eq(pushSubscriptions.userId, trip.riderId));
  const [target] = await ctx.db.select().from(pushSubscriptions).where(own);
  if (ctx.push === null || ttlS <= 0 || target === undefined) return;
  try {
    const outcome = await ctx.push.send({
      target,
      text: renderNotice({ event, orderId, ...trip }, target.locale),
      topic: orderId.replaceAll("-", ""),
      ttlS,
      urgency: DELIVERY_OF[event].urgency,
    });
    if (outcome === "gone") await ctx.db.delete(pushSubscriptions).where(own);
  } catch (err) {
    if (!(err instanceof DomainError)) throw err;
    // Another attempt would fail too, and an operator could do nothing with it minutes later.
    ctx.log.warn({ err, subscriptionId }, "notice refused");
  }
}

/** Whether the trip is as the notice says. */
function isStill({ event, driverId }: NoticeOrder, { status, driverId: now }: NoticedTrip): boolean {
  return status === STATUS_OF[event] && driverId === now;
}

const STATUS_OF: { readonly [E in NoticeEvent]: NoticedTrip["status"] } = {
  matched: "MATCHED",
  arriving: "MATCHED",
  arrived: "ARRIVED",
  cancelled: "CANCELLED",
  redispatched: "CREATED",
  expired: "EXPIRED",
  finished: "FINISHED",
};
