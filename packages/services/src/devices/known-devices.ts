import { knownDevices } from "@atlas/db/schema/devices";
import { databaseTime } from "@atlas/db/schema/database-time";
import { users } from "@atlas/db/schema/identity";
import type { Queryable } from "@atlas/db/connect";
import { and, count, eq, lt, ne, sql } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";

const FORGOTTEN_AFTER_DAYS = 400;
/** A browser says of itself what it likes. */
const MAX_AGENT = 300;

/** Whether the account of this address has signed in on the device before. */
export async function isKnownDevice(db: Queryable, email: string, tokenHash: string): Promise<boolean> {
  const known = await db
    .select({ id: knownDevices.id })
    .from(knownDevices)
    .innerJoin(users, eq(users.id, knownDevices.userId))
    .where(and(eq(users.email, email), eq(knownDevices.tokenHash, tokenHash)));
  return known.length > 0;
}

export interface DeviceOfUser {
  readonly userId: string;
  readonly tokenHash: string;
  readonly userAgent: string | null;
}

/** Notes that somebody has signed in on a device. Returns on how many others they have before, so far as they are known. */
export async function rememberDevice(
  ctx: Pick<ServiceContext, "db" | "newId">,
  { userId, tokenHash, userAgent }: DeviceOfUser,
): Promise<number> {
  const agent = userAgent?.slice(0, MAX_AGENT) ?? null;
  await ctx.db
    .insert(knownDevices)
    .values({ id: ctx.newId(), userId, tokenHash, userAgent: agent })
    .onConflictDoUpdate({
      target: [knownDevices.userId, knownDevices.tokenHash],
      set: { lastSeenAt: databaseTime, userAgent: agent },
    });
  const [others] = await ctx.db
    .select({ count: count() })
    .from(knownDevices)
    .where(and(eq(knownDevices.userId, userId), ne(knownDevices.tokenHash, tokenHash)));
  return others?.count ?? 0;
}

/** Forgets a device, whosever it was. */
export async function forgetDevice(db: Queryable, tokenHash: string): Promise<void> {
  await db.delete(knownDevices).where(eq(knownDevices.tokenHash, tokenHash));
}

/** Forgets what nobody has signed in on for longer than a browser keeps its cookie. */
export async function trimKnownDevices(ctx: Pick<ServiceContext, "db">): Promise<void> {
  const oldest = sql`${databaseTime} - make_interval(days => ${FORGOTTEN_AFTER_DAYS})`;
  await ctx.db.delete(knownDevices).where(lt(knownDevices.lastSeenAt, oldest));
}
