import { DomainError } from "@atlas/core/errors";
import { arrivalOf } from "@atlas/core/evidence/arrival";
import { verifyStart } from "@atlas/core/evidence/start";
import { acceptedOrThrow } from "@atlas/core/refusal";
import type { Transaction } from "@atlas/db/connect";
import { orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import type { UnitOfWork } from "../messaging/in-transaction.ts";
import { extendTripHold } from "../settlement/trip-hold.ts";
import { type DriverStep, evidenceOf, keepEvidence } from "./driver-step.ts";
import { waitingCharge } from "./waiting-charge.ts";
import type { OrderRow } from "./record/find-order.ts";
import { decideMove, type MovedOrder, writeMove } from "./record/move-order.ts";
import { pickupOf } from "./record/journey-ends.ts";

/**
 * The rider is on board, by the start PIN, the car's position at the pickup, or the driver's own word. The waiting at a
 * proven arrival is charged.
 * @throws DomainError NOT_AT_PICKUP, POSITION_STALE, POSITION_MOCKED, and what the machine refuses
 */
export async function startTrip(tx: UnitOfWork, ctx: ServiceContext, step: DriverStep): Promise<MovedOrder> {
  const { order, command, settings, isOverride } = step;
  const move = decideMove(ctx, order, command);
  const evidence = evidenceOf(step, move.at, pickupOf(order));
  // The machine has compared the digits.
  const isPinRight = order.startPin !== null;
  const claim = { evidence, arrival: arrivalOf(order), isPinRight, isOverride };
  const startProof = acceptedOrThrow(verifyStart(claim, settings));
  const moved = await writeMove(tx, ctx, order, { move, more: { startProof } });
  await keepEvidence(tx, ctx, step, { move: "started", evidence, proof: startProof });
  await chargeWaiting(tx, order, moved.move.at);
  return moved;
}

async function chargeWaiting(tx: Transaction, order: OrderRow, startedAt: Date): Promise<void> {
  const waitingMinor = await waitingCharge(tx, order, startedAt);
  if (waitingMinor > 0n && (await canPayWaiting(tx, order, waitingMinor))) {
    await tx.update(orders).set({ waitingMinor }).where(eq(orders.id, order.id));
  }
}

/** A wallet that cannot cover the waiting does not stop the trip: then the waiting is free. */
async function canPayWaiting(tx: Transaction, order: OrderRow, waitingMinor: bigint): Promise<boolean> {
  if (order.paymentMethod === "cash") return true;
  try {
    await extendTripHold(tx, { orderId: order.id, toAmountMinor: order.fareMinor + waitingMinor });
    return true;
  } catch (error) {
    if (error instanceof DomainError && (error.code === "INSUFFICIENT_FUNDS" || error.code === "ACCOUNT_FROZEN")) {
      return false;
    }
    throw error;
  }
}
