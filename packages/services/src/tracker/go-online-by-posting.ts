import type { Actor } from "@atlas/core/actor";
import { drivers } from "@atlas/db/schema/drivers";
import { and, eq } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { holdSession } from "../sessions/hold-session.ts";
import type { LiveContext } from "./live-context.ts";
import { publishDriver } from "./live-map/publish-driver.ts";
import { inTransaction } from "../messaging/in-transaction.ts";

/**
 * Makes a driver who never set an availability available with auto-accept. A driver who has said anything, also "offline",
 * is left as they are.
 */
export async function goOnlineByPosting(
  ctx: ServiceContext & Pick<LiveContext, "pingIntake">,
  actor: Actor,
  driverId: string,
): Promise<void> {
  if (!(await ctx.pingIntake.hasUnsetAvailability(driverId))) return;
  await inTransaction(ctx, async (tx) => {
    await holdSession(tx, actor);
    const changed = await tx
      .update(drivers)
      .set({ availability: "available", autoAccept: true, idleSince: ctx.clock() })
      .where(and(eq(drivers.id, driverId), eq(drivers.availability, "unset")))
      .returning({ cityId: drivers.cityId });
    tx.afterCommit(async () => ctx.pingIntake.forget(driverId));
    for (const { cityId } of changed) publishDriver(tx, ctx, { cityId, driverId });
  });
}
