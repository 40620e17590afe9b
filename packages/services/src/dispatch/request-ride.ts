import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { isTerminalStatus } from "@atlas/core/order-machine";
import type { LatLng } from "@atlas/core/geo";
import type { VehicleType } from "@atlas/core/vehicle";
import { orders } from "@atlas/db/schema/orders";
import { and, eq } from "drizzle-orm";
import { findCity } from "../cities/find-city.ts";
import type { PlaceInput } from "../cities/named-place.ts";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { changeOrder } from "../orders/record/change-order.ts";
import { bookRide } from "../orders/book-ride.ts";
import { findOrder, lockOrder, type OrderRow } from "../orders/record/find-order.ts";
import { findRider } from "../orders/find-rider.ts";
import { enqueueDispatch } from "../orders/record/enqueue-dispatch.ts";
import type { Contender } from "./rounds/contender.ts";
import { gatherContenders } from "./rounds/gather-contenders.ts";
import { excludedDrivers } from "./rounds/searching-orders.ts";

/** By `orderId`; or, as the original asks, by coordinates: the rider's open order there is dispatched, else one is made. */
export type RequestRideInput =
  | { readonly orderId: string }
  | {
      readonly riderId: string;
      readonly pickup: PlaceInput;
      readonly dropoff: PlaceInput;
      readonly vehicleType?: VehicleType | undefined;
    };

export interface RideRequestView {
  readonly orderId: string;
  readonly status: "DRIVERS_FOUND" | "DRIVERS_NOT_FOUND";
  /** The nearest driver who could take it, or the one who has; not a promise that this one will. */
  readonly driverId: string | null;
}

/**
 * Starts the search for a driver. Asking again while it runs changes nothing and answers anew; where nobody is found
 * yet, the search still goes on for the city's time.
 * @throws DomainError ORDER_NOT_FOUND, FORBIDDEN, ILLEGAL_TRANSITION, and as `bookRide` does
 */
export async function requestRide(
  ctx: ServiceContext,
  actor: Actor,
  input: RequestRideInput,
): Promise<RideRequestView> {
  const orderId = "orderId" in input ? input.orderId : await orderAt(ctx, actor, input);
  const { order } = await findOrder(ctx.db, orderId);
  await findRider(ctx.db, actor, order.riderId);
  if (isTerminalStatus(order.status)) {
    throw new DomainError("ILLEGAL_TRANSITION", `The order is already ${order.status.toLowerCase()}.`);
  }
  // Asked before the search starts: a driver with auto-accept is busy with this very order a moment later.
  const nearest = order.status === "CREATED" ? await nearestContender(ctx, order) : null;
  if (order.requestedAt === null) await startSearch(ctx, order.id);
  const driverId = (await findOrder(ctx.db, order.id)).order.driverId ?? nearest;
  return { orderId: order.id, status: driverId === null ? "DRIVERS_NOT_FOUND" : "DRIVERS_FOUND", driverId };
}

async function orderAt(
  ctx: ServiceContext,
  actor: Actor,
  input: Extract<RequestRideInput, { riderId: string }>,
): Promise<string> {
  await findRider(ctx.db, actor, input.riderId);
  const open = await ctx.db
    .select()
    .from(orders)
    .where(and(eq(orders.riderId, input.riderId), eq(orders.status, "CREATED")));
  const same = open.find(
    (order) =>
      isSamePoint(input.pickup, { lat: order.pickupLat, lng: order.pickupLng }) &&
      isSamePoint(input.dropoff, { lat: order.dropoffLat, lng: order.dropoffLng }),
  );
  if (same) return same.id;
  // Not dispatched yet: the nearest driver is looked for before the search starts.
  return (await bookRide(ctx, actor, { ...input, dispatch: false })).orderId;
}

/** About a metre. */
const SAME_POINT_DEG = 1e-5;

function isSamePoint(a: LatLng, b: LatLng): boolean {
  return Math.abs(a.lat - b.lat) < SAME_POINT_DEG && Math.abs(a.lng - b.lng) < SAME_POINT_DEG;
}

async function nearestContender(ctx: ServiceContext, order: OrderRow): Promise<string | null> {
  const [city, excluded] = await Promise.all([findCity(ctx.db, order.cityId), excludedDrivers(ctx.db, [order.id])]);
  const { contenders } = await gatherContenders(ctx, city, { order, excluded: excluded.get(order.id) ?? [] });
  // Who is free comes before who will be.
  const isFree = ({ trip }: Contender): number => (trip === null ? 0 : 1);
  const [first] = contenders.toSorted((a, b) => isFree(a) - isFree(b) || a.distanceM - b.distanceM);
  return first?.driverId ?? null;
}

async function startSearch(ctx: ServiceContext, orderId: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const order = await lockOrder(tx, orderId);
    if (order.status !== "CREATED" || order.requestedAt !== null) return;
    const city = await findCity(tx, order.cityId);
    const now = ctx.clock();
    const expiresAt = new Date(now.getTime() + city.searchTimeoutS * 1_000);
    await changeOrder(tx, eq(orders.id, order.id), { requestedAt: now, expiresAt });
    await enqueueDispatch(tx, order);
  });
}
