import type { KnownPosition } from "@atlas/core/evidence/evidence";
import { isDependencyDown } from "@atlas/core/is-dependency-down";
import { MAX_AGE_MS } from "@atlas/core/ping";
import type { Queryable } from "@atlas/db/connect";
import { gpsPoints } from "@atlas/db/schema/history";
import { and, desc, eq, gte } from "drizzle-orm";
import type { ServiceContext } from "../../context.ts";
import { type LivePosition, readPositions } from "../../tracker/live-map/read-positions.ts";

/** What is known of where a driver is. */
export interface Sighting {
  readonly driverId: string;
  /** The freshest position that was taken; null when none is known. */
  readonly position: KnownPosition | null;
  /** Redis could not be asked: what is missing is not the driver's fault. */
  readonly isMapAway: boolean;
}

/** Redis answers for so many in a script that holds nobody up. */
const MOST_AT_ONCE = 500;

/** Where the driver was last seen, by the live map, else by the history. Redis being away stops no trip. */
export async function lastSeen(
  ctx: Pick<ServiceContext, "db" | "redis" | "clock" | "log">,
  { cityId, driverId }: { cityId: string; driverId: string },
): Promise<Sighting> {
  const live = await liveOrAway(ctx, cityId, driverId);
  const isMapAway = live === "away";
  const position = live === "away" || live === null ? await lastArchived(ctx, driverId) : asKnown(live);
  return { driverId, position, isMapAway };
}

/**
 * The same for drivers of a city who are watched; those of whom nothing is known are missing.
 * @throws what Redis throws while it is away
 */
export async function lastSeenOf(
  ctx: Pick<ServiceContext, "db" | "redis" | "clock">,
  { cityId, driverIds }: { cityId: string; driverIds: readonly string[] },
): Promise<ReadonlyMap<string, KnownPosition>> {
  const seen = new Map<string, KnownPosition>();
  for (let from = 0; from < driverIds.length; from += MOST_AT_ONCE) {
    const some = driverIds.slice(from, from + MOST_AT_ONCE);
    for (const live of await readPositions(ctx, { cityId, driverIds: some })) seen.set(live.driverId, asKnown(live));
  }
  for (const driverId of driverIds) {
    const archived = seen.has(driverId) ? null : await lastArchived(ctx, driverId);
    if (archived !== null) seen.set(driverId, archived);
  }
  return seen;
}

async function liveOrAway(
  ctx: Pick<ServiceContext, "redis" | "log">,
  cityId: string,
  driverId: string,
): Promise<LivePosition | "away" | null> {
  try {
    const [live] = await readPositions(ctx, { cityId, driverIds: [driverId] });
    return live ?? null;
  } catch (err) {
    if (!isDependencyDown(err)) throw err;
    ctx.log.warn({ err, driverId }, "evidence: the live map is away");
    return "away";
  }
}

function asKnown({ lat, lng, seenAtMs, isMock }: LivePosition): KnownPosition {
  return { lat, lng, atMs: seenAtMs, isMock: isMock === true };
}

/** The driver's newest position in the history of the last hour. */
async function lastArchived(
  { db, clock }: { db: Queryable; clock: () => Date },
  driverId: string,
): Promise<KnownPosition | null> {
  const { lat, lng, recordedAt, isMock } = gpsPoints;
  const [last] = await db
    .select({ lat, lng, recordedAt, isMock })
    .from(gpsPoints)
    .where(and(eq(gpsPoints.driverId, driverId), gte(recordedAt, new Date(clock().getTime() - MAX_AGE_MS))))
    .orderBy(desc(recordedAt))
    .limit(1);
  return last ? { lat: last.lat, lng: last.lng, atMs: last.recordedAt.getTime(), isMock: last.isMock } : null;
}
