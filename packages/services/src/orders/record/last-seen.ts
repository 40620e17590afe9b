import type { KnownPosition } from "@atlas/core/evidence/evidence";
import { isDependencyDown } from "@atlas/core/is-dependency-down";
import { MAX_AGE_MS } from "@atlas/core/ping";
import { query, timeColumn } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
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

/** Where the driver of an order was seen; null when it was another whom the order had at the time, or nobody. */
export function positionOf(sighting: Sighting | null | undefined, driverId: string | null): KnownPosition | null {
  return sighting?.driverId === driverId ? sighting.position : null;
}

/** Redis looks up so many in a script that blocks nobody for long. */
const MAX_AT_ONCE = 500;

/** Where the driver was last seen, by the live map, else by the history. Redis being away stops no trip. */
export async function lastSeen(
  ctx: Pick<ServiceContext, "db" | "redis" | "clock" | "log">,
  { cityId, driverId }: { cityId: string; driverId: string },
): Promise<Sighting> {
  const live = await liveOrAway(ctx, cityId, driverId);
  const isMapAway = live === "away";
  if (live !== "away" && live !== null) return { driverId, position: asKnown(live), isMapAway };
  const archived = await lastArchived(ctx, [driverId]);
  return { driverId, position: archived.get(driverId) ?? null, isMapAway };
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
  for (let from = 0; from < driverIds.length; from += MAX_AT_ONCE) {
    const some = driverIds.slice(from, from + MAX_AT_ONCE);
    for (const live of await readPositions(ctx, { cityId, driverIds: some })) seen.set(live.driverId, asKnown(live));
  }
  const unseen = driverIds.filter((driverId) => !seen.has(driverId));
  for (const [driverId, archived] of await lastArchived(ctx, unseen)) seen.set(driverId, archived);
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

const fixRow = z.object({
  driverId: z.string(),
  lat: z.number(),
  lng: z.number(),
  recordedAt: timeColumn,
  isMock: z.boolean(),
});

/** The newest position of each driver in the history of the last hour; those who have none are missing. */
async function lastArchived(
  { db, clock }: Pick<ServiceContext, "db" | "clock">,
  driverIds: readonly string[],
): Promise<ReadonlyMap<string, KnownPosition>> {
  if (driverIds.length === 0) return new Map();
  const from = new Date(clock().getTime() - MAX_AGE_MS).toISOString();
  const fixes = await query(
    db,
    fixRow,
    sql`
      SELECT d.id AS "driverId", g.lat, g.lng, g.recorded_at AS "recordedAt", g.is_mock AS "isMock"
      FROM unnest(${sql.param([...driverIds])}::uuid[]) AS d (id)
      CROSS JOIN LATERAL (
        SELECT lat, lng, recorded_at, is_mock FROM gps_points
        WHERE driver_id = d.id AND recorded_at >= ${from}::timestamptz ORDER BY recorded_at DESC LIMIT 1) AS g`,
  );
  return new Map(
    fixes.map(({ driverId, lat, lng, recordedAt, isMock }) => [
      driverId,
      { lat, lng, atMs: recordedAt.getTime(), isMock },
    ]),
  );
}
