import type { FareAnswer } from "@atlas/core/evidence/fare-question";
import { orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import type { UnitOfWork } from "../../messaging/in-transaction.ts";
import { changeOrder } from "./change-order.ts";
import type { OrderRow } from "./find-order.ts";

/** Writes what became of the unproven part of a fare, after the ledger has done it, and tells whose wallets it touched. */
export async function answerFareQuestion(
  tx: UnitOfWork,
  order: OrderRow,
  { answer, at }: { answer: FareAnswer; at: Date },
): Promise<void> {
  const { cityId, riderId, driverId } = order;
  const confirmedMinor = answer === "yes" ? (order.unprovenMinor ?? 0n) : 0n;
  await changeOrder(tx, eq(orders.id, order.id), {
    fareAnswer: answer,
    fareAnsweredAt: at,
    finalFareMinor: (order.finalFareMinor ?? order.fareMinor) + confirmedMinor,
  });
  tx.publish({ kind: "wallet", cityId, userId: riderId });
  if (driverId !== null && confirmedMinor > 0n) tx.publish({ kind: "wallet", cityId, userId: driverId });
}
