import type { JobPayload } from "@atlas/queue/catalog";
import { query } from "@atlas/db/query";
import { knownDevices } from "@atlas/db/schema/devices";
import { sessions, users } from "@atlas/db/schema/identity";
import { keyedCalls } from "@atlas/db/schema/messaging";
import { notificationSettings } from "@atlas/db/schema/notifications";
import { clearedPlaces, savedPlaces } from "@atlas/db/schema/places";
import { and, eq, isNotNull, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { consumeOnce } from "../messaging/consume-once.ts";

const CONSUMER = "forget-person";
/** Orders changed at once, so that nobody waits long for their locks. */
const CHUNK = 500;
const NIL = "00000000-0000-0000-0000-000000000000";
/** In the place of a name, a plate or a place. */
const NOTHING = "—";
/** About a kilometre, as drivers see a trip that is more than a day past. */
const DECIMALS = 2;

/**
 * Takes a person who had the account deleted out of the history: names, words, exact places, routes and positions. What is left are moves,
 * amounts and times, which books and disputes need. Safe to repeat.
 */
export async function forgetPerson(
  ctx: Pick<ServiceContext, "db">,
  { userId }: JobPayload<"forget-person">,
  messageId: string,
): Promise<void> {
  const { db } = ctx;
  const [deleted] = await db
    .select({ role: users.role })
    .from(users)
    .where(and(eq(users.id, userId), isNotNull(users.deletedAt)));
  if (deleted) {
    await inChunks(ctx, (after) => riddenOrders(userId, after));
    await inChunks(ctx, (after) => drivenOrders(userId, after));
    await inChunks(ctx, (after) => tracksOf(userId, after));
    await forgetQuotes(ctx, userId);
    await db.execute(sql`SELECT public.forget_words(${userId}::uuid)`);
    await db.execute(sql`
      UPDATE alerts SET note = NULL, details = CASE WHEN details ? 'place' THEN jsonb_set(details, '{place}', 'null') ELSE details END
      WHERE rider_id = ${userId}::uuid OR driver_id = ${userId}::uuid`);
    await db.execute(sql`UPDATE offers SET reason = NULL WHERE driver_id = ${userId}::uuid AND reason IS NOT NULL`);
    if (deleted.role === "driver") await forgetPositions(ctx, userId);
    await forgetLateComers(ctx, userId);
  }
  await consumeOnce(db, CONSUMER, messageId);
}

/** What a sign-in or a call that was on its way has left: a session that nobody can use, a device, a kept answer, a place. */
async function forgetLateComers({ db }: Pick<ServiceContext, "db">, userId: string): Promise<void> {
  await db.delete(sessions).where(eq(sessions.userId, userId));
  await db.delete(knownDevices).where(eq(knownDevices.userId, userId));
  await db.delete(keyedCalls).where(eq(keyedCalls.actorId, userId));
  await db.delete(savedPlaces).where(eq(savedPlaces.userId, userId));
  await db.delete(clearedPlaces).where(eq(clearedPlaces.userId, userId));
  await db.delete(notificationSettings).where(eq(notificationSettings.userId, userId));
}

const changedRow = z.object({ id: z.string() });

/** Runs a statement that changes some rows behind an id, in the order of their ids, until none are left. */
async function inChunks({ db }: Pick<ServiceContext, "db">, statement: (after: string) => SQL): Promise<void> {
  for (let after = NIL; ;) {
    const changed = await query(db, changedRow, statement(after));
    const last = changed
      .map(({ id }) => id)
      .toSorted()
      .at(-1);
    if (last === undefined) return;
    after = last;
  }
}

function ordersBehind(column: "rider_id" | "driver_id", userId: string, after: string): SQL {
  return sql`
    SELECT id FROM orders WHERE ${sql.raw(column)} = ${userId}::uuid AND id > ${after}::uuid AND ended_at IS NOT NULL
    ORDER BY id LIMIT ${CHUNK}`;
}

const coarse = (column: string): SQL => sql`round(${sql.raw(column)}::numeric, ${sql.raw(String(DECIMALS))})::float8`;

/** The ends of a journey so that nobody's door is in them, without the route between. */
const COARSE_JOURNEY = sql`
  pickup_label = ${NOTHING}, dropoff_label = ${NOTHING}, route_polyline = '',
  pickup_lat = ${coarse("pickup_lat")}, pickup_lng = ${coarse("pickup_lng")},
  dropoff_lat = ${coarse("dropoff_lat")}, dropoff_lng = ${coarse("dropoff_lng")}`;

function riddenOrders(userId: string, after: string): SQL {
  return sql`
    UPDATE orders SET ${COARSE_JOURNEY}, rider_name = ${NOTHING}, note = NULL, start_pin = NULL, rating_comment = NULL,
      cancel_reason = NULL, arrival_note = NULL, trip_check = NULL
    WHERE id IN (${ordersBehind("rider_id", userId, after)}) RETURNING id`;
}

function drivenOrders(userId: string, after: string): SQL {
  return sql`
    UPDATE orders SET driver_name = ${NOTHING}, vehicle_plate = ${NOTHING}, vehicle_model = ${NOTHING},
      cancel_reason = NULL, arrival_note = NULL
    WHERE id IN (${ordersBehind("driver_id", userId, after)}) RETURNING id`;
}

function tracksOf(userId: string, after: string): SQL {
  return sql`
    UPDATE trip_tracks SET polyline = '', stops = '[]' WHERE order_id IN (
      SELECT t.order_id FROM trip_tracks t JOIN orders o ON o.id = t.order_id
      WHERE (o.rider_id = ${userId}::uuid OR o.driver_id = ${userId}::uuid) AND t.order_id > ${after}::uuid
      ORDER BY t.order_id LIMIT ${CHUNK})
    RETURNING order_id AS id`;
}

async function forgetQuotes({ db }: Pick<ServiceContext, "db">, userId: string): Promise<void> {
  await db.execute(sql`
    DELETE FROM quotes q WHERE q.rider_id = ${userId}::uuid AND NOT EXISTS (SELECT FROM orders o WHERE o.quote_id = q.id)`);
  await db.execute(sql`UPDATE quotes SET ${COARSE_JOURNEY} WHERE rider_id = ${userId}::uuid`);
}

const dayRow = z.object({ day: z.string() });

/** A day at a time: each is a partition of its own. */
async function forgetPositions({ db }: Pick<ServiceContext, "db">, driverId: string): Promise<void> {
  const days = await query(
    db,
    dayRow,
    sql`
      SELECT DISTINCT (recorded_at AT TIME ZONE 'UTC')::date::text AS day FROM gps_points WHERE driver_id = ${driverId}::uuid`,
  );
  for (const { day } of days) {
    await db.execute(sql`
      DELETE FROM gps_points WHERE driver_id = ${driverId}::uuid
        AND recorded_at >= ${day}::date::timestamp AT TIME ZONE 'UTC'
        AND recorded_at < (${day}::date + 1)::timestamp AT TIME ZONE 'UTC'`);
  }
}
