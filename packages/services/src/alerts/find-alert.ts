import { DomainError } from "@atlas/core/errors";
import { alerts } from "@atlas/db/schema/alerts";
import { eq } from "drizzle-orm";
import type { UnitOfWork } from "../messaging/in-transaction.ts";
import { lockOrder } from "../orders/record/find-order.ts";

export type AlertRow = typeof alerts.$inferSelect;

/**
 * The alert's row, held until the transaction ends. Its order is locked before it, as everywhere.
 * @throws DomainError ALERT_NOT_FOUND
 */
export async function lockAlert(tx: UnitOfWork, alertId: string): Promise<AlertRow> {
  const [about] = await tx.select({ orderId: alerts.orderId }).from(alerts).where(eq(alerts.id, alertId));
  if (about?.orderId != null) await lockOrder(tx, about.orderId);
  const [alert] = await tx.select().from(alerts).where(eq(alerts.id, alertId)).for("no key update");
  if (!alert) throw new DomainError("ALERT_NOT_FOUND", "There is no such alert.");
  return alert;
}
