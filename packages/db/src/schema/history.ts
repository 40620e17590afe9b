import {
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  real,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import { drivers } from "./drivers.ts";
import { orders } from "./orders.ts";

const at = (name: string) => timestamp(name, { withTimezone: true });

/**
 * Every accepted ping, in daily partitions (UTC) by `recordedAt`. A repeated delivery may write a point twice: readers
 * take one per driver and instant. The migration is written by hand; Drizzle does not know partitions.
 */
export const gpsPoints = pgTable(
  "gps_points",
  {
    cityId: text("city_id").notNull(),
    driverId: uuid("driver_id").notNull(),
    recordedAt: at("recorded_at").notNull(),
    receivedAt: at("received_at").notNull(),
    lat: doublePrecision("lat").notNull(),
    lng: doublePrecision("lng").notNull(),
    headingDeg: real("heading_deg"),
    speedMps: real("speed_mps"),
    accuracyM: real("accuracy_m"),
    /** The phone says that the position is invented. */
    isMock: boolean("is_mock").notNull().default(false),
  },
  (table) => [index("gps_points_driver_idx").on(table.driverId, table.recordedAt)],
);

/** A stand-still on a trip. */
export interface TripStop {
  readonly lat: number;
  readonly lng: number;
  /** ISO-8601 */
  readonly startedAt: string;
  readonly durationS: number;
}

/** The summary of a finished trip's track; outlives the points. */
export const tripTracks = pgTable(
  "trip_tracks",
  {
    orderId: uuid("order_id")
      .primaryKey()
      .references(() => orders.id),
    cityId: text("city_id").notNull(),
    driverId: uuid("driver_id")
      .notNull()
      .references(() => drivers.id),
    /** Encoded polyline, precision 5. */
    polyline: text("polyline").notNull(),
    drivenM: integer("driven_m").notNull(),
    durationS: integer("duration_s").notNull(),
    pointCount: integer("point_count").notNull(),
    stops: jsonb("stops").$type<TripStop[]>().notNull(),
    summarisedAt: at("summarised_at").notNull(),
  },
  (table) => [index("trip_tracks_driver_idx").on(table.driverId, table.orderId)],
);
