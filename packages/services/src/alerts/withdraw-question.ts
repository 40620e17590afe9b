import { orders } from "@atlas/db/schema/orders";
import { and, eq, sql } from "drizzle-orm";
import type { UnitOfWork } from "../messaging/in-transaction.ts";
import { changeOrder } from "../orders/record/change-order.ts";
import type { AlertRow } from "./find-alert.ts";

/** Takes the question of this alert, or its answer, off the rider's phone. */
export async function withdrawQuestion(
  tx: UnitOfWork,
  { id, orderId }: Pick<AlertRow, "id" | "orderId">,
): Promise<void> {
  if (orderId === null) return;
  const isOfAlert = sql`${orders.tripCheck} ->> 'alertId' = ${id}`;
  await changeOrder(tx, and(eq(orders.id, orderId), isOfAlert), { tripCheck: null });
}
