import { idSchema } from "@atlas/core/fields";
import { z } from "zod";
import { useCase } from "../../use-case.ts";
import type { ServiceContext } from "../../context.ts";
import { findOrder, refuseStrangers } from "../record/find-order.ts";
import { toOrderView } from "./order-view.ts";

/** An order, for its rider, its driver and operators. */
export const getOrder = useCase({
  kind: "query",
  permission: "orders.read",
  within: { orderId: "order" },
  input: z.object({ orderId: idSchema }),
  refusals: ["ORDER_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, { orderId }) {
    const record = await findOrder(ctx.db, orderId);
    refuseStrangers(actor, record.order);
    return toOrderView(record, actor);
  },
});
