import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { idSchema } from "@atlas/core/fields";
import { isTerminalStatus } from "@atlas/core/order-machine";
import { orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { recordOperatorAct } from "../access/record-act.ts";
import { useCase } from "../use-case.ts";
import { findCity } from "../cities/find-city.ts";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { changeOrder } from "../orders/record/change-order.ts";
import { findOrder, lockOrder, type OrderRow, refuseStrangers } from "../orders/record/find-order.ts";
import { findRider } from "../orders/find-rider.ts";
import { enqueueDispatch } from "../orders/record/enqueue-dispatch.ts";
import { refuseRestricted } from "../standing/restriction.ts";
import type { Contender } from "./rounds/contender.ts";
import { gatherContenders } from "./rounds/gather-contenders.ts";
import { excludedDrivers } from "./rounds/searching-orders.ts";

export interface RideRequestView {
  readonly orderId: string;
  readonly status: "DRIVERS_FOUND" | "DRIVERS_NOT_FOUND";
  /** The nearest driver who could take it, or the one who has; not a promise that this one will. */
  readonly driverId: string | null;
}

/**
 * Starts the search for a driver. A repeat while it runs changes nothing and returns the current state; where nobody is found
 * yet, the search still goes on for the city's time.
 */
export const requestRide = useCase({
  kind: "command",
  permission: "orders.book",
  within: { orderId: "order" },
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({ orderId: idSchema }),
  refusals: ["ORDER_NOT_FOUND", "RIDER_NOT_FOUND", "ILLEGAL_TRANSITION", "ACCOUNT_BLOCKED", "ACCOUNT_SUSPENDED"],
  async run(ctx: ServiceContext, actor, { orderId }): Promise<RideRequestView> {
    const { order } = await findOrder(ctx.db, orderId);
    refuseStrangers(actor, order);
    await findRider(ctx.db, actor, order.riderId);
    if (isTerminalStatus(order.status)) {
      throw new DomainError("ILLEGAL_TRANSITION", `The order is already ${order.status.toLowerCase()}.`);
    }
    // Asked before the search starts: a driver with auto-accept is busy with this very order a moment later.
    const nearest = order.status === "CREATED" ? await nearestContender(ctx, order) : null;
    if (order.requestedAt === null) await refuseRestricted(ctx.db, order.riderId);
    if (order.requestedAt === null) await startSearch(ctx, actor, order.id);
    const driverId = (await findOrder(ctx.db, order.id)).order.driverId ?? nearest;
    return { orderId: order.id, status: driverId === null ? "DRIVERS_NOT_FOUND" : "DRIVERS_FOUND", driverId };
  },
});

async function nearestContender(ctx: ServiceContext, order: OrderRow): Promise<string | null> {
  const [city, excluded] = await Promise.all([findCity(ctx.db, order.cityId), excludedDrivers(ctx.db, [order.id])]);
  const { contenders } = await gatherContenders(ctx, city, { order, excluded: excluded.get(order.id) ?? [] });
  // Who is free comes before who will be.
  const isFree = ({ trip }: Contender): number => (trip === null ? 0 : 1);
  const [first] = contenders.toSorted((a, b) => isFree(a) - isFree(b) || a.distanceM - b.distanceM);
  return first?.driverId ?? null;
}

async function startSearch(ctx: ServiceContext, actor: Actor, orderId: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const order = await lockOrder(tx, orderId);
    if (order.status !== "CREATED" || order.requestedAt !== null) return;
    const city = await findCity(tx, order.cityId);
    const now = ctx.clock();
    const expiresAt = new Date(now.getTime() + city.searchTimeoutS * 1_000);
    await changeOrder(tx, eq(orders.id, order.id), { requestedAt: now, expiresAt });
    await enqueueDispatch(tx, order);
    await recordOperatorAct(tx, actor, { action: "dispatch-order", subjectId: orderId, reason: null });
  });
}
