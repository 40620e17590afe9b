import { orders } from "@atlas/db/schema/orders";
import { and, eq, sql } from "drizzle-orm";
import type { UnitOfWork } from "../messaging/in-transaction.ts";
import { changeOrder } from "../orders/record/change-order.ts";
import type { AlertRow } from "./find-alert.ts";

/** Takes the question off the rider's phone, where it is of this alert and was not answered. */
export async function withdrawQuestion(
  tx: UnitOfWork,
  { id, orderId }: Pick<AlertRow, "id" | "orderId">,
): Promise<void> {
  if (orderId === null) return;
  const isUnanswered = sql`${orders.tripCheck} ->> 'alertId' = ${id} AND ${orders.tripCheck} ->> 'answer' IS NULL`;
  await changeOrder(tx, and(eq(orders.id, orderId), isUnanswered), { tripCheck: null });
}
