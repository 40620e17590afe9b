import { type Actor, mayActFor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { idSchema, pageFields } from "@atlas/core/fields";
import { ORDER_STATUSES } from "@atlas/core/order-status";
import { orders } from "@atlas/db/schema/orders";
import { and, eq, lt, or } from "drizzle-orm";
import { z } from "zod";
import { useCase } from "../../use-case.ts";
import type { ServiceContext } from "../../context.ts";
import { findOrderSummaries, type OrderSummaryRecord } from "../record/find-order.ts";
import { type OrderSummary, toOrderSummary } from "./order-summary.ts";

export interface OrderPage {
  readonly items: readonly OrderSummary[];
  readonly nextCursor: string | null;
}

const DEFAULT_LIMIT = 20;

/** The orders that a user rode or drove, newest first; somebody else's for operators. */
export const listOrders = useCase({
  kind: "query",
  permission: "orders.read",
  within: { userId: "person" },
  input: z.object({ ...pageFields, status: z.enum(ORDER_STATUSES).optional(), userId: idSchema.optional() }),
  refusals: [],
  async run(ctx: ServiceContext, actor, input) {
    const userId = input.userId ?? actor.userId;
    if (!mayActFor(actor, userId)) throw new DomainError("FORBIDDEN", "These are someone else's orders.");
    const limit = input.limit ?? DEFAULT_LIMIT;
    const records = await findOrderSummaries(
      ctx.db,
      and(
        or(eq(orders.riderId, userId), eq(orders.driverId, userId)),
        input.status && eq(orders.status, input.status),
        input.cursor ? lt(orders.id, input.cursor) : undefined,
      ),
      limit + 1,
    );
    return toOrderPage(records, limit, actor);
  },
});

/** A page of at most `limit` from up to `limit + 1` records; ids are UUIDv7, so the last one is the cursor. */
export function toOrderPage(records: readonly OrderSummaryRecord[], limit: number, viewer: Actor): OrderPage {
  const items = records.slice(0, limit).map((record) => toOrderSummary(record, viewer));
  return { items, nextCursor: records.length > limit ? (items.at(-1)?.orderId ?? null) : null };
}
