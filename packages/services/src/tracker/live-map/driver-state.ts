import { ASSIGNED_STATUSES } from "@atlas/core/order-status";
import { drivers, vehicles } from "@atlas/db/schema/drivers";
import { orders } from "@atlas/db/schema/orders";
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { ServiceContext } from "../../context.ts";
import type { DriverState } from "./driver-state-code.ts";
import { knownEpoch, setStates } from "./set-states.ts";

/** One to read and write, one to learn of a wipe; each further one takes another wipe in the midst of it. */
const MAX_ATTEMPTS = 5;

/**
 * The order of what two statements have seen, as text of fixed width: the snapshot's end, then how few transactions before
 * it are still open. Of two snapshots the later has the greater or, seeing the same, an equal ticket. Nothing is written for
 * it, and it cannot fall back behind what it stands for, as a counter elsewhere can.
 * https://www.postgresql.org/docs/18/functions-info.html#FUNCTIONS-PG-SNAPSHOT
 */
const SNAPSHOT_TICKET = sql<string>`(
  SELECT lpad(to_hex(pg_snapshot_xmax(s)::text::bigint), 12, '0')
    || lpad(to_hex(65535 - least(65535, (SELECT count(*) FROM pg_snapshot_xip(s)))), 4, '0')
  FROM pg_current_snapshot() AS s)`;

/**
 * Reads the truth about the drivers from Postgres and brings Redis in line. Safe against races and a wiped Redis: of two
 * writers the one that has read later wins, and who has read before a wipe reads again. Returns what it found; an id that
 * is no driver of the city is missing in it.
 * @throws Error when Redis is wiped again and again meanwhile
 */
export async function refreshDriverStates(
  ctx: Pick<ServiceContext, "redis" | "clock" | "db">,
  { cityId, driverIds }: { cityId: string; driverIds: readonly string[] },
): Promise<ReadonlyMap<string, DriverState>> {
  const found = new Map<string, DriverState>();
  let waiting: ReadonlyMap<string, string> = new Map(driverIds.map((driverId) => [driverId, ""]));
  let isWiped = false;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS && waiting.size > 0; attempt += 1) {
    const epoch = knownEpoch(ctx, cityId);
    const { ticket, states } = await readDriverStates(ctx, cityId, [...waiting.keys()]);
    if (ticket === null) return found;
    for (const [driverId, state] of states) found.set(driverId, state);
    // A refused driver is read again even where somebody newer has written: only so does it show when the tickets of a
    // restored Postgres have fallen back behind those that Redis holds.
    ({ isWiped, refused: waiting } = await setStates(ctx, { cityId, states, ticket, epoch, older: waiting }));
  }
  if (isWiped) throw new Error(`Redis was wiped ${MAX_ATTEMPTS} times during one write of states.`);
  return found;
}

interface ReadStates {
  /** Null when there is nobody to write. */
  readonly ticket: string | null;
  readonly states: ReadonlyMap<string, DriverState>;
}

async function readDriverStates(
  ctx: Pick<ServiceContext, "db">,
  cityId: string,
  driverIds: readonly string[],
): Promise<ReadStates> {
  const rows = await ctx.db
    .select({
      ticket: SNAPSHOT_TICKET,
      driverId: drivers.id,
      state: {
        availability: drivers.availability,
        autoAccept: drivers.autoAccept,
        vehicleType: vehicles.vehicleType,
        orderId: orders.id,
      },
    })
    .from(drivers)
    .leftJoin(vehicles, and(eq(vehicles.driverId, drivers.id), eq(vehicles.isActive, true)))
    .leftJoin(
      orders,
      and(
        eq(orders.driverId, drivers.id),
        inArray(orders.status, [...ASSIGNED_STATUSES]),
        // The next trip does not show on the map: its rider would see the one before.
        isNull(orders.queuedBehind),
      ),
    )
    .where(and(inArray(drivers.id, [...driverIds]), eq(drivers.cityId, cityId)));
  const states = new Map(rows.map(({ driverId, state }) => [driverId, state]));
  return { ticket: rows[0]?.ticket ?? null, states };
}
