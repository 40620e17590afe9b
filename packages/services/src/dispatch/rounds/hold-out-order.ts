import type { Transaction } from "@atlas/db/connect";
import { type CandidateOutcome, offers } from "@atlas/db/schema/orders";
import type { City } from "../../cities/find-city.ts";
import type { ServiceContext } from "../../context.ts";
import { enqueueInTransaction } from "../../messaging/enqueue-in-transaction.ts";
import type { OrderNews } from "../../orders/record/announce-order.ts";
import type { OrderRow } from "../../orders/record/find-order.ts";
import type { Contender } from "./contender.ts";
import { canTakeOn, readEngagement } from "../../people/driver-engagement.ts";
import { lockDriver } from "../../people/lock-driver.ts";
import { matchDriver } from "../offers/match-driver.ts";

export interface HeldOut {
  /** Null when nobody could be reserved. */
  readonly news: OrderNews | null;
  readonly isMatched: boolean;
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
export async function holdOutOrder(tx: Transaction, ctx: ServiceContext, wave: Wave): Promise<HeldOut> {
  const outcomes = new Map<string, CandidateOutcome>();
  const asked: { id: string; driverId: string }[] = [];
  for (const contender of wave.contenders) {
    if (asked.length === wave.size) break;
    // Whoever accepts by himself would make the others' countdown a farce.
    if (contender.autoAccept && asked.length > 0) continue;
    const reserved = await reserve(tx, ctx, wave, contender);
    if (reserved === null) {
      outcomes.set(contender.driverId, "reserved_elsewhere");
      continue;
    }
    if (contender.autoAccept) {
      const { driverId, vehicleId } = contender;
      outcomes.set(driverId, "matched");
      const news = await matchDriver(tx, ctx, wave.order, { ...reserved, driverId, vehicleId });
      return { news, isMatched: true, outcomes };
    }
    await countDown(tx, ctx, wave.city, reserved.offerId);
    outcomes.set(contender.driverId, "offered");
    asked.push({ id: reserved.offerId, driverId: contender.driverId });
  }
  return { news: asked.length === 0 ? null : { order: wave.order, offers: asked }, isMatched: false, outcomes };
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
  tx: Transaction,
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

async function countDown(tx: Transaction, ctx: ServiceContext, city: City, offerId: string): Promise<void> {
  await enqueueInTransaction(tx, ctx, {
    job: "offer-expiry",
    payload: { cityId: city.id, offerId },
    cityId: city.id,
    delayMs: city.offerTtlS * 1_000,
  });
}
