import { averageRating } from "@atlas/core/average-rating";
import { cityIdSchema, pageFields } from "@atlas/core/fields";
import { ASSIGNED_STATUSES } from "@atlas/core/order-machine";
import type { RestrictionKind } from "@atlas/core/people/restriction";
import { readSearchTerms } from "@atlas/core/search-terms";
import { VEHICLE_TYPES, type VehicleType } from "@atlas/core/vehicle";
import { cities } from "@atlas/db/schema/cities";
import { drivers, vehicles } from "@atlas/db/schema/drivers";
import { users } from "@atlas/db/schema/identity";
import { orders } from "@atlas/db/schema/orders";
import { restrictions } from "@atlas/db/schema/restrictions";
import { and, desc, eq, inArray, isNotNull, isNull, lt, ne, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { homeCityId } from "../cities/get-city.ts";
import type { ServiceContext } from "../context.ts";
import { holdsNow } from "../standing/restriction.ts";
import { type LivePosition, readPositions } from "../tracker/live-map/read-positions.ts";
import { readDriverBalances } from "../wallet/driver-balances.ts";
import { isDriverFound } from "../search/find-ids.ts";
import { shownName } from "@atlas/db/shown-name";
import { useCase } from "../use-case.ts";

export interface DriverRow {
  readonly driverId: string;
  readonly name: string;
  readonly email: string;
  readonly status: "available" | "busy" | "offline" | "stale";
  /** What holds now; null where the driver may use Atlas. */
  readonly restriction: RestrictionKind | null;
  readonly vehicleType: VehicleType | null;
  readonly plate: string | null;
  readonly rating: number | null;
  readonly offersSeen: number;
  readonly offersAccepted: number;
  readonly activeOrderId: string | null;
  readonly lastSeenAt: string | null;
  readonly creditMinor: string;
  readonly debtMinor: string;
  readonly currency: string;
}

export interface DriverPage {
  readonly items: readonly DriverRow[];
  readonly nextCursor: string | null;
}

const DEFAULT_LIMIT = 50;

/** What drivers can be listed by: what they said and have to do, not whether they have been heard of since. */
export const DRIVER_STATES = ["online", "on-trip", "offline"] as const;

export const driverFilterFields = {
  /** A name, e-mail address, telephone number or plate; of many that match, 200. */
  query: z.string().trim().max(100).optional(),
  state: z.enum(DRIVER_STATES).optional(),
  /** Of the car in use. */
  vehicleType: z.enum(VEHICLE_TYPES).optional(),
  /** Blocked or suspended now, or neither. */
  isRestricted: z.boolean().optional(),
  /** Owes something, or nothing. */
  hasDebt: z.boolean().optional(),
  cityId: cityIdSchema.optional(),
};

const filterSchema = z.object(driverFilterFields);
type DriverFilter = z.output<typeof filterSchema>;

/** The city's drivers that fulfil the filter, newest first. */
export const listDrivers = useCase({
  kind: "report",
  permission: "ops.read",
  within: { cityId: "city" },
  input: z.object({ ...pageFields, ...driverFilterFields }),
  refusals: ["CITY_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, input): Promise<DriverPage> {
    const cityId = input.cityId ?? (await homeCityId(ctx, actor));
    const limit = input.limit ?? DEFAULT_LIMIT;
    const rows = await ctx.db
      .select({
        driver: drivers,
        name: shownName(users.name),
        email: users.email,
        vehicleType: vehicles.vehicleType,
        plate: vehicles.plate,
        activeOrderId: orders.id,
        currency: cities.currency,
        restriction: restrictions.kind,
      })
      .from(drivers)
      .innerJoin(users, eq(users.id, drivers.id))
      .innerJoin(cities, eq(cities.id, drivers.cityId))
      .leftJoin(vehicles, and(eq(vehicles.driverId, drivers.id), eq(vehicles.isActive, true)))
      .leftJoin(
        orders,
        and(
          eq(orders.driverId, drivers.id),
          inArray(orders.status, [...ASSIGNED_STATUSES]),
          isNull(orders.queuedBehind),
        ),
      )
      .leftJoin(restrictions, and(eq(restrictions.userId, drivers.id), holdsNow()))
      .where(
        and(
          eq(drivers.cityId, cityId),
          isNull(users.deletedAt),
          input.query ? isDriverFound(readSearchTerms(input.query)) : undefined,
          ...conditions(input),
          input.cursor ? lt(drivers.id, input.cursor) : undefined,
        ),
      )
      .orderBy(desc(drivers.id))
      .limit(limit + 1);
    const page = rows.slice(0, limit);
    const driverIds = page.map(({ driver }) => driver.id);
    const [positions, balances] = await Promise.all([
      readPositions(ctx, { cityId, driverIds }),
      readDriverBalances(ctx.db, driverIds),
    ]);
    const live = new Map(positions.map((position) => [position.driverId, position]));
    const items = page.map(({ driver, ...row }): DriverRow => {
      const position = live.get(driver.id);
      return {
        driverId: driver.id,
        ...row,
        status: statusOf(driver.availability === "available", row.activeOrderId, position),
        rating: averageRating(driver),
        offersSeen: driver.offersSeen,
        offersAccepted: driver.offersAccepted,
        lastSeenAt: position ? new Date(position.seenAtMs).toISOString() : null,
        creditMinor: (balances.get(driver.id)?.availableMinor ?? 0n).toString(),
        debtMinor: (balances.get(driver.id)?.debtMinor ?? 0n).toString(),
      };
    });
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.driverId ?? null) : null };
  },
});

function conditions({ state, vehicleType, isRestricted, hasDebt }: DriverFilter): readonly (SQL | undefined)[] {
  const isOnline = eq(drivers.availability, "available");
  const owes = sql`EXISTS (
    SELECT 1 FROM ledger.accounts w JOIN ledger.accounts d ON d.id = w.debt_account_id
    WHERE w.owner_id = ${drivers.id} AND w.kind = 'driver_wallet' AND d.posted <> 0)`;
  const stateIs = {
    online: and(isOnline, isNull(orders.id)),
    "on-trip": isNotNull(orders.id),
    offline: and(ne(drivers.availability, "available"), isNull(orders.id)),
  };
  return [
    state && stateIs[state],
    vehicleType && eq(vehicles.vehicleType, vehicleType),
    isRestricted === undefined ? undefined : (isRestricted ? isNotNull : isNull)(restrictions.id),
    hasDebt === undefined ? undefined : hasDebt ? owes : sql`NOT ${owes}`,
  ];
}

function statusOf(isOnline: boolean, orderId: string | null, position: LivePosition | undefined): DriverRow["status"] {
  if (orderId !== null) return "busy";
  if (!isOnline) return "offline";
  return position && !position.isParked ? "available" : "stale";
}
