import type { UnitOfWork } from "../../messaging/in-transaction.ts";
import type { OrderRow } from "./find-order.ts";

export interface DispatchOptions {
  readonly delayMs?: number;
  /** Whether the delay already was the wait for other orders. */
  readonly isCollected?: boolean;
}

/** Asks for a matching round in the transaction that makes one necessary. */
export async function enqueueDispatch(
  tx: UnitOfWork,
  order: Pick<OrderRow, "id" | "cityId" | "dispatchRound">,
  { delayMs = 0, isCollected = false }: DispatchOptions = {},
): Promise<void> {
  const { id: orderId, cityId, dispatchRound: round } = order;
  const payload = { cityId, orderId, round, ...(isCollected ? { isCollected } : {}) };
  await tx.enqueue("ride-dispatch", payload, { delayMs });
}
