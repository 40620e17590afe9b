import type { ServiceContext } from "../../context.ts";

/** Of an installation that has not reviewed anything yet, or whose Redis was wiped. */
const LOOK_BACK_MS = 3_600_000;
const KEPT_FOR_MS = 7 * 86_400_000;
/** By then what ended at an instant is committed, and the last positions of a trip are in the history. */
const SETTLE_MS = 15_000;

/** Instants between which what has ended, or was rated, is reviewed. */
export interface ReviewWindow {
  readonly from: Date;
  readonly until: Date;
}

function cursorKey(cityId: string): string {
  return `atlas:{${cityId}}:reviewed-until`;
}

/** What is to be reviewed now: what has ended since the last time, but for the last seconds. */
export async function nextWindow(ctx: Pick<ServiceContext, "redis" | "clock">, cityId: string): Promise<ReviewWindow> {
  const nowMs = ctx.clock().getTime();
  const reviewedMs = Number((await ctx.redis.get(cursorKey(cityId))) ?? nowMs - LOOK_BACK_MS);
  return { from: new Date(reviewedMs), until: new Date(nowMs - SETTLE_MS) };
}

/** The window has been reviewed. */
export async function closeWindow(
  ctx: Pick<ServiceContext, "redis">,
  cityId: string,
  { until }: ReviewWindow,
): Promise<void> {
  await ctx.redis.set(cursorKey(cityId), until.getTime(), "PX", KEPT_FOR_MS);
}
