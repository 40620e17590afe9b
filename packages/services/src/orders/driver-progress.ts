import type { DriverProgress } from "@atlas/core/cancellation";
import { believablePositions, trackLengthM } from "@atlas/core/evidence/track-length";
import { haversineM } from "@atlas/core/geo";
import { offers, orders } from "@atlas/db/schema/orders";
import { and, desc, eq } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { readTrack } from "../history/read-track.ts";
import { type LivePosition, readPositions } from "../tracker/live-map/read-positions.ts";
import { pickupOf } from "./record/journey-ends.ts";

/** A pickup later than promised by more than this counts as late. */
const LATE_GRACE_MS = 5 * 60_000;
/** Who has driven less in the last two minutes stands in traffic or is not coming. A phone may say any speed: that is no evidence. */
const DRIVEN_M = 100;
const LATELY_MS = 120_000;
/** Approached by this much since the offer, or this near, is coming too. */
const APPROACHED_M = 150;

/** How the order's driver keeps the promise of the offer. One who is nowhere to be seen is not moving. */
export async function driverProgress(ctx: ServiceContext, orderId: string): Promise<DriverProgress> {
  const [row] = await ctx.db
    .select({ order: orders, etaS: offers.pickupEtaS, offeredM: offers.pickupDistanceM })
    .from(orders)
    .innerJoin(
      offers,
      and(eq(offers.orderId, orders.id), eq(offers.driverId, orders.driverId), eq(offers.status, "ACCEPTED")),
    )
    .where(eq(orders.id, orderId))
    .orderBy(desc(offers.offeredAt))
    .limit(1);
  if (!row?.order.driverId || !row.order.matchedAt) return { isLate: false, isMoving: false };
  const { order, etaS, offeredM } = row;
  const promisedBy = row.order.matchedAt.getTime() + etaS * 1_000;
  const isLate = ctx.clock().getTime() > promisedBy + LATE_GRACE_MS;
  const position = await positionOf(ctx, order.cityId, row.order.driverId);
  if (!position || position.isParked) return { isLate, isMoving: false };
  const leftM = haversineM(position, pickupOf(order));
  const isNear = leftM <= Math.max(APPROACHED_M, offeredM - APPROACHED_M);
  return { isLate, isMoving: isNear || (await hasDrivenLately(ctx, row.order.driverId)) };
}

async function hasDrivenLately(ctx: Pick<ServiceContext, "db" | "clock">, driverId: string): Promise<boolean> {
  const to = ctx.clock();
  const track = await readTrack(ctx.db, { driverId, from: new Date(to.getTime() - LATELY_MS), to });
  return trackLengthM(believablePositions(track)) >= DRIVEN_M;
}

/** Without a map the rider gets the benefit of the doubt, and the cancellation goes through. */
async function positionOf(ctx: ServiceContext, cityId: string, driverId: string): Promise<LivePosition | null> {
  try {
    const [position] = await readPositions(ctx, { cityId, driverIds: [driverId] });
    return position ?? null;
  } catch (err) {
    ctx.log.warn({ err, driverId }, "cancellation decided without the driver's position");
    return null;
  }
}
