import type { Transaction } from "@atlas/db/connect";
import { drivers } from "@atlas/db/schema/drivers";
import { and, eq } from "drizzle-orm";
import type { LiveContext } from "./live-context.ts";
import { announceDriver } from "./live-map/announce-driver.ts";
import { commitAndAnnounce } from "../messaging/commit-and-announce.ts";

/**
 * Makes a driver who never set an availability available with auto-accept. Whoever has said anything, also "offline",
 * is left as they are.
 */
export async function goOnlineByPosting(ctx: Omit<LiveContext, "positionFeed">, driverId: string): Promise<void> {
  if (!(await ctx.pingIntake.hasUnsetAvailability(driverId))) return;
  const goOnline = async (tx: Transaction): Promise<{ cityId: string }[]> =>
    tx
      .update(drivers)
      .set({ availability: "available", autoAccept: true, idleSince: ctx.clock() })
      .where(and(eq(drivers.id, driverId), eq(drivers.availability, "unset")))
      .returning({ cityId: drivers.cityId });
  await commitAndAnnounce(ctx, goOnline, async (changed) => {
    ctx.pingIntake.forget(driverId);
    for (const { cityId } of changed) await announceDriver(ctx, { cityId, driverId });
  });
}
