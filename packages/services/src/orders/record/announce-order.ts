import type { FreedDriver, ServiceContext } from "../../context.ts";
import { refreshDriverStates } from "../../tracker/live-map/driver-state.ts";
import { type DriverState, fleetStateOf } from "../../tracker/live-map/driver-state-code.ts";
import { describeSpan } from "@atlas/telemetry/in-span";
import type { OrderRow } from "./find-order.ts";

/** What a committed transaction did that others must hear of. */
export interface OrderNews {
  readonly order: Pick<OrderRow, "id" | "cityId" | "riderId" | "driverId">;
  /** Drivers whom the change bound or freed. */
  readonly driverIds?: readonly string[];
  /** Offers that came or went. */
  readonly offers?: readonly { readonly id: string; readonly driverId: string }[];
  /** Whether the transaction promised jobs, so that the relay has something to do; true when left out. */
  readonly hasJobs?: boolean;
  /** The driver's next trip, when this one's end made it the current one. */
  readonly promoted?: OrderNews["order"] | null;
}

/**
 * Tells watchers, the relay and the map, after the commit. Never fails: what Redis misses here costs a delay, and the
 * sweepers bring it in line.
 */
export async function announceOrder(ctx: ServiceContext, news: OrderNews): Promise<void> {
  const { id: orderId, cityId, riderId, driverId } = news.order;
  describeSpan({ "atlas.order.id": orderId });
  const driverIds = [...new Set(news.driverIds ?? [])];
  if (news.hasJobs !== false) ctx.events.outboxWritten();
  ctx.events.orderChanged({ cityId, orderId, riderId, driverId });
  // A driver who was freed is no longer on the order, yet watches it.
  for (const freed of driverIds.filter((touched) => touched !== driverId)) {
    ctx.events.orderChanged({ cityId, orderId, riderId, driverId: freed });
  }
  if (news.promoted) ctx.events.orderChanged({ ...news.promoted, orderId: news.promoted.id });
  for (const offer of news.offers ?? []) {
    ctx.events.offerChanged({ cityId, offerId: offer.id, orderId, driverId: offer.driverId });
  }
  try {
    const states = await refreshDriverStates(ctx, { cityId, driverIds });
    await ctx.driversFreed(ctx, cityId, freeOf(states));
  } catch (error) {
    ctx.log.warn({ err: error, orderId, driverIds }, "driver states not refreshed after a commit");
  }
  for (const touched of driverIds) ctx.events.driverChanged({ cityId, driverId: touched });
}

function freeOf(states: ReadonlyMap<string, DriverState>): FreedDriver[] {
  return [...states].flatMap(([driverId, state]) => {
    return fleetStateOf(state) === "available" && state.vehicleType
      ? [{ driverId, vehicleType: state.vehicleType }]
      : [];
  });
}
