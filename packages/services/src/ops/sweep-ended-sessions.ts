import { databaseTime } from "@atlas/db/schema/database-time";
import { drivers } from "@atlas/db/schema/drivers";
import { endedSessions, sessions } from "@atlas/db/schema/identity";
import { and, asc, eq, gt, inArray, lte, type SQL } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { declinePendingOffers } from "../dispatch/offers/decline-pending-offers.ts";
import { inTransaction, type UnitOfWork } from "../messaging/in-transaction.ts";
import { lockDriver } from "../people/lock-driver.ts";
import { anySends, releaseSending } from "../tracker/live-map/sending-phone.ts";
import { publishDriver } from "../tracker/live-map/publish-driver.ts";
import { isUnattended } from "../sessions/staff-sessions.ts";

/** Pub/sub channel of ended sessions; a message is the token, which is worth nothing any more. */
export const SESSION_ENDS_CHANNEL = "atlas:session-ends";

const MAX_EXPIRED = 1_000;

/** Ends sessions that have run out or, of operators, are left alone; a thousand of each at most. Returns how many. */
export async function expireSessions(ctx: Pick<ServiceContext, "db">): Promise<number> {
  return (await endThose(ctx, lte(sessions.expiresAt, databaseTime))) + (await endThose(ctx, isUnattended(ctx.db)));
}

async function endThose(ctx: Pick<ServiceContext, "db">, which: SQL | undefined): Promise<number> {
  const expired = ctx.db
    .select({ id: sessions.id })
    .from(sessions)
    .where(which)
    .limit(MAX_EXPIRED)
    .for("update", { skipLocked: true });
  const gone = await ctx.db.delete(sessions).where(inArray(sessions.id, expired)).returning({ id: sessions.id });
  return gone.length;
}

/**
 * Does what follows from the end of sessions, of all users or of one: their driver goes offline unless another session of
 * theirs sends positions (a running trip stays with them), and every gateway closes their sockets. Returns how many had ended.
 */
export async function sweepEndedSessions(ctx: ServiceContext, userId?: string): Promise<number> {
  let swept = 0;
  while (await sweepNext(ctx, userId)) swept += 1;
  return swept;
}

async function sweepNext(ctx: ServiceContext, userId?: string): Promise<boolean> {
  return await inTransaction(ctx, async (tx) => {
    const [ended] = await tx
      .select()
      .from(endedSessions)
      .where(userId === undefined ? undefined : eq(endedSessions.userId, userId))
      .orderBy(asc(endedSessions.endedAt))
      .limit(1)
      .for("update", { skipLocked: true });
    if (ended === undefined) return false;
    await tx.delete(endedSessions).where(eq(endedSessions.id, ended.id));
    tx.afterCommit(async () => {
      await ctx.redis.publish(SESSION_ENDS_CHANNEL, ended.token);
    });
    await takeOffline(tx, ctx, ended);
    return true;
  });
}

async function takeOffline(
  tx: UnitOfWork,
  ctx: ServiceContext,
  { userId: driverId, id: sessionId }: typeof endedSessions.$inferSelect,
): Promise<void> {
  const driver = await lockDriver(tx, driverId);
  if (driver === null) return;
  const { cityId } = driver;
  tx.afterCommit(async () => releaseSending(ctx, { driverId, cityId, sessionId }));
  if (driver.availability !== "available") return;
  const live = await tx
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.userId, driverId), gt(sessions.expiresAt, databaseTime)));
  const sessionIds = live.map(({ id }) => id);
  if (await anySends(ctx, driverId, sessionIds)) return;
  await tx.update(drivers).set({ availability: "offline" }).where(eq(drivers.id, driverId));
  publishDriver(tx, ctx, { cityId, driverId });
  tx.afterCommit(async () => declinePendingOffers(ctx, driverId));
}
