import { sql } from "drizzle-orm";
import { boolean, index, integer, pgEnum, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { cities, vehicleTypeEnum } from "./cities.ts";
import { databaseTime } from "./database-time.ts";
import { users } from "./identity.ts";

/** What the driver asked for. Being on a trip is not a state here: the active order says so. */
export const AVAILABILITIES = ["unset", "available", "offline"] as const;
export type Availability = (typeof AVAILABILITIES)[number];
export const availabilityEnum = pgEnum("availability", AVAILABILITIES);

/**
 * A driver of one city. `unset` is a driver who never said: a location over REST counts such a driver as available
 * with auto-accept, as the original system did.
 */
export const drivers = pgTable("drivers", {
  id: uuid("id")
    .primaryKey()
    .references(() => users.id, { onDelete: "cascade" }),
  cityId: text("city_id")
    .notNull()
    .references(() => cities.id),
  availability: availabilityEnum("availability").notNull().default("unset"),
  autoAccept: boolean("auto_accept").notNull().default(false),
  ratingSum: integer("rating_sum").notNull().default(0),
  ratingCount: integer("rating_count").notNull().default(0),
  offersSeen: integer("offers_seen").notNull().default(0),
  offersAccepted: integer("offers_accepted").notNull().default(0),
  /** Since when the driver waits for a trip; the fairness term of matching. */
  idleSince: timestamp("idle_since", { withTimezone: true }),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().default(databaseTime),
});

export const vehicles = pgTable(
  "vehicles",
  {
    id: uuid("id").primaryKey(),
    driverId: uuid("driver_id")
      .notNull()
      .references(() => drivers.id, { onDelete: "cascade" }),
    vehicleType: vehicleTypeEnum("vehicle_type").notNull(),
    plate: text("plate").notNull(),
    model: text("model").notNull(),
    isActive: boolean("is_active").notNull().default(true),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().default(databaseTime),
  },
  (table) => [
    uniqueIndex("vehicles_one_active_per_driver")
      .on(table.driverId)
      .where(sql`is_active`),
    uniqueIndex("vehicles_plate_unique").on(table.plate),
    // What `public.search_vehicles` reads: letters and digits of the plate, and the same from its number on.
    index("vehicles_plate_search_idx").on(sql`regexp_replace(upper(${table.plate}), '[^A-Z0-9]', '', 'g') COLLATE "C"`),
    index("vehicles_number_search_idx").on(
      sql`regexp_replace(upper(${table.plate}), '^[^0-9]*|[^A-Z0-9]', '', 'g') COLLATE "C"`,
    ),
  ],
);
