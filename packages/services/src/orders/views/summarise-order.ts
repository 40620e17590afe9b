import { idSchema } from "@atlas/core/fields";
import { orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { useCase } from "../../use-case.ts";
import type { ServiceContext } from "../../context.ts";
import { findOrderSummaries, orderNotFound, refuseStrangers } from "../record/find-order.ts";
import { toOrderSummary } from "./order-summary.ts";

/** An order as lists show it, for its rider, its driver and operators. */
export const summariseOrder = useCase({
  kind: "query",
  permission: "orders.read",
  within: { orderId: "order" },
  input: z.object({ orderId: idSchema }),
  refusals: ["ORDER_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, { orderId }) {
    const [record] = await findOrderSummaries(ctx.db, eq(orders.id, orderId), 1);
    if (!record) throw orderNotFound();
    refuseStrangers(actor, { riderId: record.order.riderId, driverId: record.driver?.id ?? null });
    return toOrderSummary(record, actor);
  },
});
