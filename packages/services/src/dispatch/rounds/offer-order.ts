import { type CandidateOutcome, offers } from "@atlas/db/schema/orders";
import type { City } from "../../cities/find-city.ts";
import type { ServiceContext } from "../../context.ts";
import type { UnitOfWork } from "../../messaging/in-transaction.ts";
import { publishOrder } from "../../orders/record/change-order.ts";
import type { OrderRow } from "../../orders/record/find-order.ts";
import type { Contender } from "./contender.ts";
import { canTakeOn, readEngagement } from "../../people/driver-engagement.ts";
import { lockDriver } from "../../people/lock-driver.ts";
import { matchDriver } from "../offers/match-driver.ts";

export interface OfferResult {
  /** `waiting`: nobody could be reserved. */
  readonly outcome: "matched" | "offered" | "waiting";
  /** What became of those who were tried. */
  readonly outcomes: ReadonlyMap<string, CandidateOutcome>;
}

export interface Wave {
  readonly city: City;
  readonly order: OrderRow;
  /** In the order in which they are to be asked. */
  readonly contenders: readonly Contender[];
  /** How many may be asked at once. */
  readonly size: number;
}

/**
 * Reserves the best drivers who are still free and holds the order out to them; one with auto-accept has it at once.
 * The caller holds the order's lock and has seen that it is still searching.
 */
export async function offerOrder(tx: UnitOfWork, ctx: ServiceContext, wave: Wave): Promise<OfferResult> {
  const outcomes = new Map<string, CandidateOutcome>();
  let asked = 0;
  for (const contender of wave.contenders) {
    if (asked === wave.size) break;
    // A driver with auto-accept would win at once and make the others' countdown meaningless.
    if (contender.autoAccept && asked > 0) continue;
    const reserved = await reserve(tx, ctx, wave, contender);
    if (reserved === null) {
      outcomes.set(contender.driverId, "reserved_elsewhere");
      continue;
    }
    if (contender.autoAccept) {
      const { driverId, vehicleId } = contender;
      outcomes.set(driverId, "matched");
      await matchDriver(tx, ctx, wave.order, { ...reserved, driverId, vehicleId });
      return { outcome: "matched", outcomes };
    }
    await askDriver(tx, wave, { offerId: reserved.offerId, driverId: contender.driverId });
    outcomes.set(contender.driverId, "offered");
    asked += 1;
  }
  if (asked === 0) return { outcome: "waiting", outcomes };
  publishOrder(tx, wave.order);
  return { outcome: "offered", outcomes };
}

interface Reservation {
  readonly offerId: string;
  /** The trip that the driver ends first. */
  readonly queuedBehind: string | null;
}

/**
 * The reservation: a pending offer, of which a driver can have one. Under the driver's lock, so that a trip or an offer
 * that another transaction is making is seen. Null when somebody else was quicker.
 */
async function reserve(
  tx: UnitOfWork,
  ctx: ServiceContext,
  { city, order }: Wave,
  contender: Contender,
): Promise<Reservation | null> {
  const [driver, engagement] = await Promise.all([
    lockDriver(tx, contender.driverId, { skipLocked: true }),
    readEngagement(tx, contender.driverId),
  ]);
  if (!driver || driver.availability !== "available") return null;
  if (!canTakeOn(engagement, contender.trip?.orderId ?? null)) return null;
  // The trip may have ended meanwhile: then it is an offer like any other.
  const queuedBehind = engagement.current?.orderId ?? null;
  const now = ctx.clock();
  const [offer] = await tx
    .insert(offers)
    .values({
      id: ctx.newId(),
      orderId: order.id,
      driverId: driver.id,
      round: order.dispatchRound,
      status: "PENDING",
      pickupDistanceM: Math.round(contender.distanceM),
      pickupEtaS: Math.round(contender.etaS ?? 0),
      behindOrderId: queuedBehind,
      remainingS: queuedBehind === null ? null : Math.round(contender.trip?.remainingS ?? 0),
      offeredAt: now,
      expiresAt: new Date(now.getTime() + city.offerTtlS * 1_000),
    })
    .onConflictDoNothing()
    .returning({ id: offers.id });
  return offer ? { offerId: offer.id, queuedBehind } : null;
}

/** Shows the offer to the driver and starts its countdown. */
async function askDriver(
  tx: UnitOfWork,
  { city, order }: Wave,
  { offerId, driverId }: { readonly offerId: string; readonly driverId: string },
): Promise<void> {
  tx.publish({ kind: "offer", cityId: city.id, offerId, orderId: order.id, driverId });
  await tx.enqueue("offer-expiry", { cityId: city.id, offerId }, { delayMs: city.offerTtlS * 1_000 });
}
