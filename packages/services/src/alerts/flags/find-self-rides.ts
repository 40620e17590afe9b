import { type PersonTraits, type SeenDevice, sharedTraits } from "@atlas/core/flags/self-ride";
import type { CitySettings } from "@atlas/core/settings/city-settings";
import { anyOf } from "@atlas/db/any-of";
import { query } from "@atlas/db/query";
import { users } from "@atlas/db/schema/identity";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import type { NewAlert } from "../raise-alert.ts";
import { dayOf } from "./day-of.ts";
import type { EndedOrder } from "./ended-orders.ts";

/** Orders whose rider and driver look like one person: one alert a pair and day. */
export async function findSelfRides(
  ctx: Pick<ServiceContext, "db">,
  ended: readonly EndedOrder[],
  settings: CitySettings,
): Promise<readonly NewAlert[]> {
  if (ended.length === 0) return [];
  const people = await readTraits(ctx, ended);
  return ended.flatMap(({ orderId, cityId, riderId, driverId, endedAt }): NewAlert[] => {
    const [rider, driver] = [people.get(riderId), people.get(driverId)];
    const shared = rider && driver ? sharedTraits(rider, driver, settings) : [];
    if (shared.length === 0) return [];
    return [
      {
        about: { cityId, orderId, riderId, driverId },
        finding: { kind: "self-ride", details: { shared: [...shared] } },
        episodeKey: `self-ride:${riderId}:${driverId}:${dayOf(endedAt)}`,
        passedAt: endedAt,
      },
    ];
  });
}

async function readTraits(
  ctx: Pick<ServiceContext, "db">,
  ended: readonly EndedOrder[],
): Promise<ReadonlyMap<string, PersonTraits>> {
  const ids = [...new Set(ended.flatMap(({ riderId, driverId }) => [riderId, driverId]))];
  const [rows, devices] = await Promise.all([
    ctx.db.select({ id: users.id, phone: users.phone, email: users.email }).from(users).where(anyOf(users.id, ids)),
    readSharedDevices(ctx, ended),
  ]);
  return new Map(rows.map(({ id, ...traits }) => [id, { ...traits, devices: devices.get(id) ?? [] }]));
}

const deviceRow = z.object({ riderId: z.uuid(), driverId: z.uuid(), fingerprint: z.string(), people: z.int() });

/** The devices that a rider and a driver of an order are both signed in from, by user. */
async function readSharedDevices(
  ctx: Pick<ServiceContext, "db">,
  ended: readonly EndedOrder[],
): Promise<ReadonlyMap<string, readonly SeenDevice[]>> {
  const rows = await query(
    ctx.db,
    deviceRow,
    sql`
      WITH pairs AS (
        SELECT DISTINCT * FROM unnest(${sql.param(ended.map(({ riderId }) => riderId))}::uuid[],
          ${sql.param(ended.map(({ driverId }) => driverId))}::uuid[]) AS p (rider, driver)),
      shared AS MATERIALIZED (
        SELECT DISTINCT p.rider, p.driver, r.ip_address, r.user_agent
        FROM pairs p
        JOIN sessions r ON r.user_id = p.rider AND r.ip_address <> '' AND r.user_agent <> ''
        JOIN sessions d ON d.user_id = p.driver AND d.ip_address = r.ip_address AND d.user_agent = r.user_agent),
      people AS (
        SELECT ip_address, user_agent, count(DISTINCT user_id)::int AS people FROM sessions
        WHERE EXISTS (SELECT FROM shared)
          AND (ip_address, user_agent) IN (SELECT ip_address, user_agent FROM shared)
        GROUP BY ip_address, user_agent)
      SELECT rider AS "riderId", driver AS "driverId", ip_address || ' ' || user_agent AS fingerprint, people
      FROM shared JOIN people USING (ip_address, user_agent)`,
  );
  const devices = new Map<string, SeenDevice[]>();
  for (const { riderId, driverId, ...device } of rows) {
    for (const userId of [riderId, driverId]) devices.set(userId, [...(devices.get(userId) ?? []), device]);
  }
  return devices;
}
