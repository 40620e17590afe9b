import type { NoticeEvent } from "@atlas/core/push/notice";
import type { Queryable } from "@atlas/db/connect";
import { pushSubscriptions } from "@atlas/db/schema/notifications";
import type { orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import type { UnitOfWork } from "../../messaging/in-transaction.ts";

/** When it is first looked how far the driver is: just matched, the rider knows it. */
const FIRST_LOOK_MS = 15_000;

/** Whether anything would come of a notice: most riders have no device that wants any. */
export async function hasDevices(db: Queryable, riderId: string): Promise<boolean> {
  const found = await db
    .select({ id: pushSubscriptions.id })
    .from(pushSubscriptions)
    .where(eq(pushSubscriptions.userId, riderId))
    .limit(1);
  return found.length > 0;
}

/** Promises a notice to the rider's devices, in the transaction of what it is about. */
export async function promiseNotice(
  tx: UnitOfWork,
  order: Pick<typeof orders.$inferSelect, "id" | "cityId" | "driverId">,
  { event, at }: { readonly event: NoticeEvent; readonly at: Date },
): Promise<void> {
  const { id: orderId, cityId, driverId } = order;
  const notice = { cityId, orderId, driverId, at: at.toISOString() };
  await tx.enqueue("send-notice", { ...notice, event });
  if (event === "matched")
    await tx.enqueue("send-notice", { ...notice, event: "arriving" }, { delayMs: FIRST_LOOK_MS });
}
