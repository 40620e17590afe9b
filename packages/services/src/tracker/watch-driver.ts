import { mayActFor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { idSchema } from "@atlas/core/fields";
import { isTerminalStatus } from "@atlas/core/order-status";
import { orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { streamCase } from "../use-case.ts";
import { type PositionView, positionView } from "./driver-location.ts";
import type { LiveCar } from "./watching/fleet-mirror.ts";
import type { LiveContext } from "./live-context.ts";
import type { WatchedCity } from "./watching/position-feed.ts";

const input = z.object({ orderId: idSchema });

/**
 * The position of the order's driver at up to 1 Hz: at once, then whenever it changes; null while nobody drives the order
 * or nothing is heard of the driver. Ends when the order is over at the start, or when the signal aborts. A driver who
 * leaves the order does not see who comes instead.
 */
export const watchDriver = streamCase({
  kind: "query",
  permission: "positions.read",
  within: { orderId: "order" },
  input,
  refusals: ["ORDER_NOT_FOUND"],
  async *run(
    ctx: Pick<LiveContext, "db" | "clock" | "positionFeed">,
    actor,
    { orderId },
    signal,
  ): AsyncGenerator<PositionView | null, void, undefined> {
    const [order] = await ctx.db
      .select({ cityId: orders.cityId, riderId: orders.riderId, driverId: orders.driverId, status: orders.status })
      .from(orders)
      .where(eq(orders.id, orderId));
    // Someone else's order looks like none at all.
    const seesAnyDriver = order !== undefined && mayActFor(actor, order.riderId);
    if (!order || !(seesAnyDriver || actor.userId === order.driverId)) {
      throw new DomainError("ORDER_NOT_FOUND", "This order does not exist.");
    }
    if (isTerminalStatus(order.status)) return;
    yield* ctx.positionFeed.watch(order.cityId, (city) =>
      followOrder(ctx, city, { orderId, driverId: seesAnyDriver ? null : actor.userId }, signal),
    );
  },
});

async function* followOrder(
  ctx: Pick<LiveContext, "clock">,
  city: WatchedCity,
  /** Of whichever driver where `driverId` is null. */
  { orderId, driverId }: { orderId: string; driverId: string | null },
  signal: AbortSignal,
): AsyncGenerator<PositionView | null, void, undefined> {
  let shown: LiveCar | null | undefined;
  do {
    const found = city.mirror.carOfOrder(orderId) ?? null;
    const car = driverId === null || found?.driverId === driverId ? found : null;
    if (car !== shown) yield car === null ? null : positionView(car, ctx.clock().getTime());
    shown = car;
  } while ((await city.nextTick(signal)) !== null);
}
