import { TRIP_ALERT_KINDS } from "@atlas/core/alerts/alert";
import type { WatchKind } from "@atlas/core/trip-watch/episode";
import { alerts } from "@atlas/db/schema/alerts";
import { orders } from "@atlas/db/schema/orders";
import { and, eq, inArray, isNull, ne, type SQL, sql } from "drizzle-orm";
import type { ServiceContext } from "../../context.ts";
import { inTransaction, type UnitOfWork } from "../../messaging/in-transaction.ts";
import { lockOrder } from "../../orders/record/find-order.ts";
import { publishAlert } from "../raise-alert.ts";
import { withdrawQuestion } from "../withdraw-question.ts";

/** An episode of a trip is over. The caller holds the order's lock. */
export async function closeWatched(
  tx: UnitOfWork,
  ctx: Pick<ServiceContext, "clock">,
  { orderId, kind }: { readonly orderId: string; readonly kind: WatchKind },
): Promise<void> {
  await close(tx, ctx, and(eq(alerts.orderId, orderId), eq(alerts.kind, kind)));
}

/** Closes what was open of trips that are not under way any more. */
export async function closeAlertsOfEndedTrips(ctx: ServiceContext, cityId: string): Promise<void> {
  const ended = await ctx.db
    .selectDistinct({ orderId: orders.id })
    .from(alerts)
    .innerJoin(orders, eq(orders.id, alerts.orderId))
    .where(
      and(
        eq(alerts.cityId, cityId),
        isNull(alerts.resolvedAt),
        isNull(alerts.clearedAt),
        inArray(alerts.kind, [...TRIP_ALERT_KINDS]),
        ne(orders.status, "STARTED"),
      ),
    );
  for (const { orderId } of ended) {
    await inTransaction(ctx, async (tx) => {
      await lockOrder(tx, orderId);
      await close(tx, ctx, and(eq(alerts.orderId, orderId), inArray(alerts.kind, [...TRIP_ALERT_KINDS])));
    });
  }
}

/** It ended by itself; who has called for help is looked after all the same. */
async function close(tx: UnitOfWork, ctx: Pick<ServiceContext, "clock">, which: SQL | undefined): Promise<void> {
  const now = ctx.clock();
  const hasHelpCalled = sql`${alerts.riderAnswer} IS NOT DISTINCT FROM 'help'`;
  const closed = await tx
    .update(alerts)
    .set({
      clearedAt: now,
      resolvedAt: sql`CASE WHEN ${hasHelpCalled} THEN NULL ELSE ${now.toISOString()}::timestamptz END`,
    })
    .where(and(which, isNull(alerts.resolvedAt), isNull(alerts.clearedAt)))
    .returning();
  for (const alert of closed) {
    if (alert.resolvedAt !== null) await withdrawQuestion(tx, alert);
    publishAlert(tx, alert);
  }
}
