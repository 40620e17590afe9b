import { type Evidence, isFresh } from "@atlas/core/evidence/evidence";
import type { StartProof } from "@atlas/core/evidence/start";
import type { TripFare } from "@atlas/core/evidence/trip-fare";
import type { CitySettings } from "@atlas/core/settings/city-settings";
import type { Queryable } from "@atlas/db/connect";
import type { ServiceContext } from "../context.ts";
import type { UnitOfWork } from "../messaging/in-transaction.ts";
import { readRiderDebt } from "../settlement/rider-debt.ts";
import { splitTripHold } from "../settlement/unproven-hold.ts";
import { type DriverStep, evidenceOf, keepEvidence } from "./driver-step.ts";
import { fareOfLocked, type PricedTrip } from "./price-trip.ts";
import type { OrderChanges } from "./record/change-order.ts";
import type { OrderRow } from "./record/find-order.ts";
import { decideMove, type MovedOrder, writeMove } from "./record/move-order.ts";
import { dropoffOf } from "./record/journey-ends.ts";

export interface TripEnd {
  readonly priced: PricedTrip | null;
  /** Whether the rider has an app to be asked in for what the evidence leaves open. */
  readonly asksRider: boolean;
}

/**
 * The trip is over: its fare is what the evidence proves, and the ledger is asked to settle it. What is not proven is held apart
 * until the rider has responded.
 * @throws DomainError ILLEGAL_TRANSITION, and what the machine refuses
 */
export async function finishTrip(
  tx: UnitOfWork,
  ctx: ServiceContext,
  step: DriverStep,
  { priced, asksRider }: TripEnd,
): Promise<MovedOrder> {
  const { order, command, settings } = step;
  const move = decideMove(ctx, order, command);
  const fare = fareOfLocked(order, priced);
  const evidence = evidenceOf(step, move.at, dropoffOf(order));
  const question = asksRider ? await holdUnproven(tx, ctx, step, { fare, at: move.at }) : {};
  const moved = await writeMove(tx, ctx, order, {
    move,
    more: {
      finalFareMinor: fare.provenMinor + (order.waitingMinor ?? 0n),
      ...reasonOf(fare),
      ...question,
      carriedDebtMinor: await carriedDebt(tx, order),
    },
  });
  await keepEvidence(tx, ctx, step, { move: "finished", evidence, proof: proofOfEnd(evidence, settings) });
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

/** Cash has changed hands: what was shown at the end is final. */
async function holdUnproven(
  tx: UnitOfWork,
  ctx: ServiceContext,
  { order, settings }: DriverStep,
  { fare: { provenMinor, unprovenMinor }, at }: { fare: TripFare; at: Date },
): Promise<OrderChanges> {
  if (order.paymentMethod === "cash" || unprovenMinor === 0n) return {};
  const fareConfirmBy = new Date(at.getTime() + settings.fareConfirmS * 1_000);
  const heldMinor = await splitTripHold(tx, ctx, {
    orderId: order.id,
    provenMinor: provenMinor + (order.waitingMinor ?? 0n),
    unprovenMinor,
    confirmBy: fareConfirmBy,
  });
  return heldMinor === 0n ? {} : { unprovenMinor: heldMinor, fareConfirmBy };
}

function reasonOf({ basis, knownM, missing }: TripFare): OrderChanges {
  return { fareBasis: basis, fareKnownM: Math.round(knownM), fareMissing: [...missing] };
}

/** A trip may end anywhere: what it proves is only whether that was the destination. */
function proofOfEnd(evidence: Evidence, settings: CitySettings): StartProof {
  const isThere = evidence.distanceM !== null && evidence.distanceM <= settings.tripEndRadiusM;
  return isThere && isFresh(evidence, settings) ? "position" : "none";
}
