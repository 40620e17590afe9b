import type { ServiceContext } from "../context.ts";
import { findOverdueSettlements } from "./find-overdue-settlements.ts";
import { MAX_SETTLEMENTS_PER_BATCH, settleTrips } from "./settle-trips.ts";

/** Settles trips that ended a while ago and whose job never came. Returns how many were settled. */
export async function redriveSettlements(ctx: Pick<ServiceContext, "db" | "clock" | "events">): Promise<number> {
  const overdue = await findOverdueSettlements(ctx);
  let settled = 0;
  for (let from = 0; from < overdue.length; from += MAX_SETTLEMENTS_PER_BATCH) {
    const results = await settleTrips(ctx, overdue.slice(from, from + MAX_SETTLEMENTS_PER_BATCH));
    settled += results.filter(({ outcome }) => outcome === "settled").length;
  }
  return settled;
}
