import { type Evidence, isFresh } from "@atlas/core/evidence/evidence";
import type { StartProof } from "@atlas/core/evidence/start";
import type { CitySettings } from "@atlas/core/settings/city-settings";
import type { Queryable } from "@atlas/db/connect";
import type { ServiceContext } from "../context.ts";
import type { UnitOfWork } from "../messaging/in-transaction.ts";
import { type DriverStep, evidenceOf, keepEvidence } from "./driver-step.ts";
import { finalFare } from "./final-fare.ts";
import { readRiderDebt } from "../settlement/rider-debt.ts";
import type { OrderRow } from "./record/find-order.ts";
import { decideMove, type MovedOrder, writeMove } from "./record/move-order.ts";
import { dropoffOf } from "./views/order-view.ts";

/** The trip is over: its fare is fixed, and the ledger is asked to settle it. */
export async function finishTrip(tx: UnitOfWork, ctx: ServiceContext, step: DriverStep): Promise<MovedOrder> {
  const { order, command, settings } = step;
  const move = decideMove(ctx, order, command);
  const evidence = evidenceOf(step, move.at, dropoffOf(order));
  const moved = await writeMove(tx, ctx, order, {
    move,
    more: {
      finalFareMinor: await finalFare(tx, ctx, order),
      carriedDebtMinor: await carriedDebt(tx, order),
    },
  });
  const proof = proofOfEnd(evidence, settings);
  await keepEvidence(tx, ctx, step, { move: "finished", evidence, proof });
  const { id: orderId, cityId } = order;
  const kind = order.paymentMethod === "wallet" ? "capture" : "cash-commission";
  await tx.enqueue("wallet-transactions", { kind, cityId, orderId });
  return moved;
}

/** What is collected of an earlier debt: of what the booking said, as much as is owed still. */
async function carriedDebt(tx: Queryable, order: OrderRow): Promise<bigint | null> {
  const saidMinor = order.carriedDebtMinor;
  if (saidMinor === null) return null;
  const owedMinor = (await readRiderDebt(tx, order))?.amountMinor ?? 0n;
  return owedMinor < saidMinor ? owedMinor : saidMinor;
}

/** A trip may end anywhere: what it proves is only whether that was the destination. */
function proofOfEnd(evidence: Evidence, settings: CitySettings): StartProof {
  const isThere = evidence.distanceM !== null && evidence.distanceM <= settings.tripEndRadiusM;
  return isThere && isFresh(evidence, settings) ? "position" : "none";
}
