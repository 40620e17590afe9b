import { VEHICLE_TYPES } from "@atlas/core/vehicle";
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  doublePrecision,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from "drizzle-orm/pg-core";
import { databaseTime } from "./database-time.ts";

export const vehicleTypeEnum = pgEnum("vehicle_type", VEHICLE_TYPES);

/** GeoJSON geometry of a service area, `[lng, lat]` rings. */
export type ServiceAreaGeometry =
  | { type: "Polygon"; coordinates: [number, number][][] }
  | { type: "MultiPolygon"; coordinates: [number, number][][][] };

/** A city and its operating rules. Rates are basis points, amounts minor units of `currency`. */
export const cities = pgTable(
  "cities",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    currency: text("currency").notNull(),
    timezone: text("timezone").notNull(),
    centerLat: doublePrecision("center_lat").notNull(),
    centerLng: doublePrecision("center_lng").notNull(),
    serviceArea: jsonb("service_area").$type<ServiceAreaGeometry>().notNull(),
    commissionBps: integer("commission_bps").notNull(),
    taxBps: integer("tax_bps").notNull(),
    /** The setting `cashMinBalanceMinor` of a city that has not set it. */
    minimumDriverCreditMinor: bigint("minimum_driver_credit_minor", { mode: "bigint" }).notNull(),
    adjustmentLimitMinor: bigint("adjustment_limit_minor", { mode: "bigint" }).notNull(),
    cancelFreeS: integer("cancel_free_s").notNull(),
    /** The setting `cancelFeeMinor` of a city that has not set it. */
    cancelFeeMinor: bigint("cancel_fee_minor", { mode: "bigint" }).notNull(),
    /** The setting `freeWaitingS` of a city that has not set it. */
    waitingFreeS: integer("waiting_free_s").notNull(),
    waitingPerMinuteMinor: bigint("waiting_per_minute_minor", { mode: "bigint" }).notNull(),
    offerTtlS: integer("offer_ttl_s").notNull(),
    offerWaveSize: integer("offer_wave_size").notNull(),
    searchTimeoutS: integer("search_timeout_s").notNull(),
    searchRadiiM: jsonb("search_radii_m").$type<number[]>().notNull(),
    /** Whether a driver who is about to end a trip nearby may be given the next one. */
    forwardDispatch: boolean("forward_dispatch").notNull().default(false),
    /** Only a driver whose trip ends within this, by road, is asked. */
    forwardMaxRemainingS: integer("forward_max_remaining_s").notNull().default(300),
    /** Only a trip that ends this near the new pickup counts, metres by straight line. */
    forwardRadiusM: integer("forward_radius_m").notNull().default(2_000),
    /** The language of people who have chosen none. */
    defaultLocale: text("default_locale").notNull().default("en"),
    /** Of the demo: the home of nobody who signs up once the demo is off and there is another city. */
    isDemo: boolean("is_demo").notNull().default(false),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().default(databaseTime),
  },
  () => [check("cities_forward_positive", sql`forward_max_remaining_s > 0 AND forward_radius_m > 0`)],
);

/** A tariff of a city and vehicle type. A change is a new version; quotes keep the version that priced them. */
export const tariffs = pgTable(
  "tariffs",
  {
    cityId: text("city_id")
      .notNull()
      .references(() => cities.id),
    vehicleType: vehicleTypeEnum("vehicle_type").notNull(),
    version: integer("version").notNull(),
    baseMinor: bigint("base_minor", { mode: "bigint" }).notNull(),
    perKmMinor: bigint("per_km_minor", { mode: "bigint" }).notNull(),
    perMinuteMinor: bigint("per_minute_minor", { mode: "bigint" }).notNull(),
    minimumMinor: bigint("minimum_minor", { mode: "bigint" }).notNull(),
    roundingMinor: bigint("rounding_minor", { mode: "bigint" }).notNull(),
    surgeBps: integer("surge_bps").notNull(),
    validFrom: timestamp("valid_from", { withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.cityId, table.vehicleType, table.version] })],
);
