import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { idSchema } from "@atlas/core/fields";
import { ASSIGNED_STATUSES } from "@atlas/core/order-status";
import { drivers } from "@atlas/db/schema/drivers";
import { orders } from "@atlas/db/schema/orders";
import { and, eq, inArray, isNull } from "drizzle-orm";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import type { ServiceContext } from "../context.ts";
import { type LivePosition, readPositions } from "./live-map/read-positions.ts";

export interface PositionView {
  readonly lat: number;
  readonly lng: number;
  readonly headingDeg: number | null;
  readonly speedMps: number | null;
  /** ISO-8601 */
  readonly recordedAt: string;
  readonly ageMs: number;
}

/**
 * Where a driver is, and how old that is. Riders may ask for the driver who is on their own order only, drivers for themselves.
 */
export const driverLocation = useCase({
  kind: "query",
  permission: "positions.read",
  within: { driverId: "driver" },
  input: z.object({ driverId: idSchema }),
  refusals: ["DRIVER_NOT_FOUND", "POSITION_UNKNOWN"],
  async run(ctx: ServiceContext, actor, { driverId }): Promise<PositionView & { driverId: string }> {
    const [driver] = await ctx.db.select({ cityId: drivers.cityId }).from(drivers).where(eq(drivers.id, driverId));
    await requireMaySee(ctx, actor, driverId);
    if (!driver) throw new DomainError("DRIVER_NOT_FOUND", "This driver does not exist.");
    const [position] = await readPositions(ctx, { cityId: driver.cityId, driverIds: [driverId] });
    if (!position) throw new DomainError("POSITION_UNKNOWN", "Nothing has been heard of this driver lately.");
    return { driverId, ...positionView(position, ctx.clock().getTime()) };
  },
});

/** A position as clients get it; `nowMs` is what its age counts from. */
export function positionView(
  position: Omit<LivePosition, "driverId" | "state" | "isParked" | "accuracyM">,
  nowMs: number,
): PositionView {
  return {
    lat: position.lat,
    lng: position.lng,
    headingDeg: position.headingDeg,
    speedMps: position.speedMps,
    recordedAt: new Date(position.seenAtMs).toISOString(),
    ageMs: Math.max(0, nowMs - position.seenAtMs),
  };
}

async function requireMaySee(ctx: ServiceContext, actor: Actor, driverId: string): Promise<void> {
  if (actor.role === "admin" || actor.role === "service" || actor.userId === driverId) return;
  if (actor.role === "rider") {
    const shared = await ctx.db
      .select({ id: orders.id })
      .from(orders)
      .where(
        and(
          eq(orders.riderId, actor.userId),
          eq(orders.driverId, driverId),
          inArray(orders.status, [...ASSIGNED_STATUSES]),
          // Until the trip before is over, where its driver goes is another rider's business.
          isNull(orders.queuedBehind),
        ),
      );
    if (shared.length > 0) return;
  }
  throw new DomainError("FORBIDDEN", "Only the driver of your own trip is shown.");
}
