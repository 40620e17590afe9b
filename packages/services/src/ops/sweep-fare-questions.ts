import { orders } from "@atlas/db/schema/orders";
import { and, asc, isNotNull, isNull, lte } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { expireFareQuestion } from "../orders/expire-fare-question.ts";

const LIMIT = 200;

/** Gives back what riders did not confirm in time. Returns how many questions ended. */
export async function sweepFareQuestions(ctx: ServiceContext): Promise<number> {
  const due = await ctx.db
    .select({ id: orders.id })
    .from(orders)
    .where(and(isNotNull(orders.unprovenMinor), isNull(orders.fareAnswer), lte(orders.fareConfirmBy, ctx.clock())))
    .orderBy(asc(orders.fareConfirmBy))
    .limit(LIMIT);
  let ended = 0;
  for (const { id } of due) if (await expireFareQuestion(ctx, { orderId: id })) ended += 1;
  return ended;
}
