import { arrivalOf, waitedS } from "@atlas/core/evidence/arrival";
import { computeWaitingCharge } from "@atlas/core/fare";
import type { Transaction } from "@atlas/db/connect";
import { pricedBy } from "./priced-by.ts";
import type { OrderRow } from "./record/find-order.ts";

/** What the rider owes for having kept the driver waiting until `startedAt`, in minor units; free without a proven arrival. */
export async function waitingCharge(tx: Transaction, order: OrderRow, startedAt: Date): Promise<bigint> {
  const waited = waitedS(arrivalOf(order), startedAt.getTime());
  if (waited === 0) return 0n;
  const { tariff } = await pricedBy(tx, order);
  return computeWaitingCharge(tariff, waited);
}
