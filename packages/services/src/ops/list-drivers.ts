import { averageRating } from "@atlas/core/average-rating";
import { cityIdSchema, pageFields } from "@atlas/core/fields";
import { ASSIGNED_STATUSES } from "@atlas/core/order-machine";
import type { VehicleType } from "@atlas/core/vehicle";
import { cities } from "@atlas/db/schema/cities";
import { drivers, vehicles } from "@atlas/db/schema/drivers";
import { users } from "@atlas/db/schema/identity";
import { orders } from "@atlas/db/schema/orders";
import { and, desc, eq, ilike, inArray, isNull, lt, or } from "drizzle-orm";
import { z } from "zod";
import { homeCityId } from "../cities/get-city.ts";
import type { ServiceContext } from "../context.ts";
import { type LivePosition, readPositions } from "../tracker/live-map/read-positions.ts";
import { readDriverBalances } from "../wallet/driver-balances.ts";
import { containsText } from "./contains-text.ts";
import { shownName } from "@atlas/db/shown-name";
import { useCase } from "../use-case.ts";

export interface DriverRow {
  readonly driverId: string;
  readonly name: string;
  readonly email: string;
  readonly status: "available" | "busy" | "offline" | "stale";
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

/** The city's drivers, newest first. */
export const listDrivers = useCase({
  kind: "report",
  permission: "ops.read",
  input: z.object({
    ...pageFields,
    /** Part of a name, e-mail or plate. */
    query: z.string().trim().max(100).optional(),
    cityId: cityIdSchema.optional(),
  }),
  refusals: ["CITY_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, input): Promise<DriverPage> {
    const cityId = input.cityId ?? (await homeCityId(ctx, actor));
    const limit = input.limit ?? DEFAULT_LIMIT;
    const pattern = input.query ? containsText(input.query) : null;
    const rows = await ctx.db
      .select({
        driver: drivers,
        name: shownName(users.name),
        email: users.email,
        vehicleType: vehicles.vehicleType,
        plate: vehicles.plate,
        activeOrderId: orders.id,
        currency: cities.currency,
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
      .where(
        and(
          eq(drivers.cityId, cityId),
          isNull(users.deletedAt),
          pattern === null
            ? undefined
            : or(ilike(users.name, pattern), ilike(users.email, pattern), ilike(vehicles.plate, pattern)),
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

function statusOf(isOnline: boolean, orderId: string | null, position: LivePosition | undefined): DriverRow["status"] {
  if (orderId !== null) return "busy";
  if (!isOnline) return "offline";
  return position && !position.isParked ? "available" : "stale";
}
