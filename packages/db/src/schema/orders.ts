import type { TripCheck } from "@atlas/core/alerts/alert";
import { CANCEL_PAYERS } from "@atlas/core/cancellation";
import { ARRIVAL_LOSSES, ARRIVAL_PROOFS } from "@atlas/core/evidence/arrival";
import { EVIDENCE_MOVES } from "@atlas/core/evidence/evidence";
import { START_PROOFS } from "@atlas/core/evidence/start";
import { FARE_ANSWERS } from "@atlas/core/evidence/fare-question";
import { MISSING_PARTS } from "@atlas/core/evidence/known-trip";
import { FARE_BASES } from "@atlas/core/evidence/trip-fare";
import { ORDER_STATUSES } from "@atlas/core/order-machine";
import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { cities, vehicleTypeEnum } from "./cities.ts";
import { databaseTime } from "./database-time.ts";
import { drivers, vehicles } from "./drivers.ts";
import { roleEnum, users } from "./identity.ts";

export const orderStatusEnum = pgEnum("order_status", ORDER_STATUSES);

export const PAYMENT_METHODS = ["wallet", "cash"] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];
export const paymentMethodEnum = pgEnum("payment_method", PAYMENT_METHODS);

export const cancelPayerEnum = pgEnum("cancel_payer", CANCEL_PAYERS);

export const CANCELLERS = ["rider", "driver", "admin", "system"] as const;
export const cancellerEnum = pgEnum("canceller", CANCELLERS);

export const arrivalProofEnum = pgEnum("arrival_proof", ARRIVAL_PROOFS);
export const arrivalLossEnum = pgEnum("arrival_loss", ARRIVAL_LOSSES);
/** Also what proves an arrival, a finish and a no-show. */
export const moveProofEnum = pgEnum("move_proof", START_PROOFS);
export const evidenceMoveEnum = pgEnum("evidence_move", EVIDENCE_MOVES);
export const fareBasisEnum = pgEnum("fare_basis", FARE_BASES);
export const missingPartEnum = pgEnum("missing_part", MISSING_PARTS);
export const fareAnswerEnum = pgEnum("fare_answer", FARE_ANSWERS);

const at = (name: string) => timestamp(name, { withTimezone: true });

const journey = {
  pickupLat: doublePrecision("pickup_lat").notNull(),
  pickupLng: doublePrecision("pickup_lng").notNull(),
  pickupLabel: text("pickup_label").notNull(),
  dropoffLat: doublePrecision("dropoff_lat").notNull(),
  dropoffLng: doublePrecision("dropoff_lng").notNull(),
  dropoffLabel: text("dropoff_label").notNull(),
  distanceM: integer("distance_m").notNull(),
  durationS: integer("duration_s").notNull(),
  isEstimate: boolean("is_estimate").notNull(),
  /** The road as an encoded polyline, precision 5. */
  routePolyline: text("route_polyline").notNull(),
};

/** What the city's settings said when the price was made. Null for prices of before they were settings: the city's columns. */
const terms = {
  freeWaitingS: integer("free_waiting_s"),
  agreedCancelFeeMinor: bigint("agreed_cancel_fee_minor", { mode: "bigint" }),
};

/** A price that binds until `expiresAt`. One order may use it. */
export const quotes = pgTable("quotes", {
  id: uuid("id").primaryKey(),
  cityId: text("city_id")
    .notNull()
    .references(() => cities.id),
  riderId: uuid("rider_id")
    .notNull()
    .references(() => users.id),
  vehicleType: vehicleTypeEnum("vehicle_type").notNull(),
  tariffVersion: integer("tariff_version").notNull(),
  ...journey,
  ...terms,
  fareMinor: bigint("fare_minor", { mode: "bigint" }).notNull(),
  currency: text("currency").notNull(),
  surgeBps: integer("surge_bps").notNull(),
  createdAt: at("created_at").notNull().default(databaseTime),
  expiresAt: at("expires_at").notNull(),
});

/**
 * One trip from request to receipt. `version` grows by one with every change, so that a stale write or a stale screen
 * can be distinguished from a fresh one. The partial unique indexes hold "one active order per driver and per rider", and "one more
 * that waits behind it a driver".
 */
export const orders = pgTable(
  "orders",
  {
    id: uuid("id").primaryKey(),
    cityId: text("city_id")
      .notNull()
      .references(() => cities.id),
    riderId: uuid("rider_id")
      .notNull()
      .references(() => users.id),
    driverId: uuid("driver_id").references(() => drivers.id),
    vehicleId: uuid("vehicle_id").references(() => vehicles.id),
    quoteId: uuid("quote_id")
      .notNull()
      .unique()
      .references(() => quotes.id),
    status: orderStatusEnum("status").notNull(),
    version: integer("version").notNull().default(1),
    vehicleType: vehicleTypeEnum("vehicle_type").notNull(),
    paymentMethod: paymentMethodEnum("payment_method").notNull(),
    ...journey,
    ...terms,
    fareMinor: bigint("fare_minor", { mode: "bigint" }).notNull(),
    /** What the trip costs, waiting included; what the rider confirms is added when it is. */
    finalFareMinor: bigint("final_fare_minor", { mode: "bigint" }),
    /** Why it costs that. Null for trips that ended before fares went by evidence. */
    fareBasis: fareBasisEnum("fare_basis"),
    fareKnownM: integer("fare_known_m"),
    fareMissing: missingPartEnum("fare_missing").array(),
    /** What the evidence left open, for the rider to confirm; null where nothing is asked. */
    unprovenMinor: bigint("unproven_minor", { mode: "bigint" }),
    fareConfirmBy: at("fare_confirm_by"),
    fareAnswer: fareAnswerEnum("fare_answer"),
    fareAnsweredAt: at("fare_answered_at"),
    /** The part of the final fare that is for waiting at the pickup. */
    waitingMinor: bigint("waiting_minor", { mode: "bigint" }),
    cancelFeeMinor: bigint("cancel_fee_minor", { mode: "bigint" }),
    /** What the rider owed before, and pays in cash on top of this trip. */
    carriedDebtMinor: bigint("carried_debt_minor", { mode: "bigint" }),
    currency: text("currency").notNull(),
    /** What receipts show: the names and the car as they were when the order ended. Null until then. */
    riderName: text("rider_name"),
    driverName: text("driver_name"),
    vehiclePlate: text("vehicle_plate"),
    vehicleModel: text("vehicle_model"),
    note: text("note"),
    startPin: text("start_pin"),
    cancelledBy: cancellerEnum("cancelled_by"),
    cancelReason: text("cancel_reason"),
    /** Of a trip that an operator ended before its end: who pays its driver. */
    cancelPayer: cancelPayerEnum("cancel_payer"),
    ratingStars: smallint("rating_stars"),
    ratingComment: text("rating_comment"),
    ratedAt: at("rated_at"),
    /** Whether the rider has been asked during the trip if everything is all right, and what they said. */
    tripCheck: jsonb("trip_check").$type<TripCheck>(),
    createdAt: at("created_at").notNull(),
    /** When an order that nobody dispatched, or a search that found nobody, ends. */
    expiresAt: at("expires_at").notNull(),
    requestedAt: at("requested_at"),
    matchedAt: at("matched_at"),
    arrivedAt: at("arrived_at"),
    /** Null before it, and for arrivals of the time before evidence was kept, which count as proven. */
    arrivalProof: arrivalProofEnum("arrival_proof"),
    /** The driver's words of an override. */
    arrivalNote: text("arrival_note"),
    /** Since when the car is no longer at the pickup; null while the arrival stands. */
    arrivalLostAt: at("arrival_lost_at"),
    arrivalLostReason: arrivalLossEnum("arrival_lost_reason"),
    startedAt: at("started_at"),
    /** As with the arrival. */
    startProof: moveProofEnum("start_proof"),
    finishedAt: at("finished_at"),
    endedAt: at("ended_at"),
    /** When the ledger settled the trip (capture, commission or fee). */
    settledAt: at("settled_at"),
    dispatchRound: integer("dispatch_round").notNull().default(0),
    /** Since when nobody could be asked; null while the order is held out or has not been tried. */
    unservedSince: at("unserved_since"),
    /** The running trip after which the driver comes; null for everything else. Such an order is MATCHED and waits. */
    queuedBehind: uuid("queued_behind").references((): AnyPgColumn => orders.id),
    /** When the trip before it ended and the driver set out; null for an order that never waited behind one. */
    promotedAt: at("promoted_at"),
  },
  (table) => [
    uniqueIndex("orders_one_active_per_rider")
      .on(table.riderId)
      .where(sql`status IN ('CREATED', 'MATCHED', 'ARRIVED', 'STARTED')`),
    uniqueIndex("orders_one_active_per_driver")
      .on(table.driverId)
      .where(sql`status IN ('MATCHED', 'ARRIVED', 'STARTED') AND queued_behind IS NULL`),
    uniqueIndex("orders_one_queued_per_driver")
      .on(table.driverId)
      .where(sql`queued_behind IS NOT NULL`),
    index("orders_running_dropoff_idx")
      .on(table.cityId, table.vehicleType, table.dropoffLat, table.dropoffLng)
      .where(sql`status = 'STARTED'`),
    index("orders_rider_idx").on(table.riderId, table.id),
    index("orders_driver_idx").on(table.driverId, table.id),
    index("orders_city_idx").on(table.cityId, table.id),
    // Lists of operators, in one direction or the other.
    index("orders_created_idx").on(table.cityId, table.createdAt, table.id),
    index("orders_status_idx").on(table.cityId, table.status, table.createdAt, table.id),
    // What `public.search_orders` reads: the eight digits that pages show of an id, and the places.
    index("orders_short_id_idx").on(sql`"right"(${table.id}::text, 8) COLLATE "C"`),
    index("orders_place_search_idx").using(
      "gin",
      table.pickupLabel.op("gin_trgm_ops"),
      table.dropoffLabel.op("gin_trgm_ops"),
    ),
    index("orders_open_expiry_idx")
      .on(table.expiresAt)
      .where(sql`status = 'CREATED'`),
    index("orders_unserved_idx")
      .on(table.cityId, table.vehicleType)
      .where(sql`status = 'CREATED' AND unserved_since IS NOT NULL`),
    index("orders_unsettled_idx")
      .on(table.endedAt)
      .where(sql`settled_at IS NULL AND status IN ('FINISHED', 'CANCELLED')`),
    index("orders_fare_open_idx")
      .on(table.fareConfirmBy)
      .where(sql`unproven_minor IS NOT NULL AND fare_answer IS NULL`),
    index("orders_ended_idx")
      .on(table.cityId, table.endedAt)
      .where(sql`ended_at IS NOT NULL`),
    index("orders_lowest_rating_idx")
      .on(table.cityId, table.ratedAt)
      .where(sql`rating_stars = 1`),
    check("orders_driver_when_matched", sql`(driver_id IS NOT NULL) OR status IN ('CREATED', 'CANCELLED', 'EXPIRED')`),
    check("orders_queued_is_matched", sql`queued_behind IS NULL OR (status = 'MATCHED' AND queued_behind <> id)`),
    check("orders_stars_range", sql`rating_stars BETWEEN 1 AND 5`),
    check("orders_fare_positive", sql`fare_minor > 0`),
    check(
      "orders_fare_question_whole",
      sql`(unproven_minor IS NULL) = (fare_confirm_by IS NULL) AND unproven_minor > 0`,
    ),
    check(
      "orders_fare_answer_whole",
      sql`(fare_answer IS NULL) = (fare_answered_at IS NULL) AND (fare_answer IS NULL OR unproven_minor IS NOT NULL)`,
    ),
  ],
);

/** Append-only: every move of every order, with who made it. */
export const orderTransitions = pgTable(
  "order_transitions",
  {
    id: uuid("id").primaryKey(),
    orderId: uuid("order_id")
      .notNull()
      .references(() => orders.id),
    fromStatus: orderStatusEnum("from_status"),
    toStatus: orderStatusEnum("to_status").notNull(),
    actorId: uuid("actor_id"),
    actorRole: roleEnum("actor_role").notNull(),
    driverId: uuid("driver_id"),
    reason: text("reason"),
    at: at("at").notNull(),
  },
  (table) => [index("order_transitions_order_idx").on(table.orderId, table.at)],
);

/**
 * Append-only: what the server knew at each step of a driver, from its own records. A position is null when none was known;
 * `saidLat` and `saidLng` are what the phone sent with the step, for the record.
 */
export const orderEvidence = pgTable(
  "order_evidence",
  {
    id: uuid("id").primaryKey(),
    orderId: uuid("order_id")
      .notNull()
      .references(() => orders.id),
    move: evidenceMoveEnum("move").notNull(),
    driverId: uuid("driver_id").notNull(),
    at: at("at").notNull(),
    lat: doublePrecision("lat"),
    lng: doublePrecision("lng"),
    positionAt: at("position_at"),
    isMock: boolean("is_mock"),
    ageS: doublePrecision("age_s"),
    /** From where the car should be, by straight line. */
    distanceM: doublePrecision("distance_m"),
    proof: moveProofEnum("proof").notNull(),
    note: text("note"),
    saidLat: doublePrecision("said_lat"),
    saidLng: doublePrecision("said_lng"),
  },
  (table) => [index("order_evidence_order_idx").on(table.orderId, table.at)],
);

export const OFFER_STATUSES = ["PENDING", "ACCEPTED", "DECLINED", "TIMED_OUT", "WITHDRAWN"] as const;
export type OfferStatus = (typeof OFFER_STATUSES)[number];
export const offerStatusEnum = pgEnum("offer_status", OFFER_STATUSES);

/** An order held out to one driver until `expiresAt`. A driver has at most one pending offer: that is the reservation. */
export const offers = pgTable(
  "offers",
  {
    id: uuid("id").primaryKey(),
    orderId: uuid("order_id")
      .notNull()
      .references(() => orders.id),
    driverId: uuid("driver_id")
      .notNull()
      .references(() => drivers.id),
    round: integer("round").notNull(),
    status: offerStatusEnum("status").notNull(),
    pickupDistanceM: integer("pickup_distance_m").notNull(),
    pickupEtaS: integer("pickup_eta_s").notNull(),
    /** For a driver on a trip: that trip, and how long it will still take. It is part of `pickupEtaS`. */
    behindOrderId: uuid("behind_order_id").references(() => orders.id),
    remainingS: integer("remaining_s"),
    offeredAt: at("offered_at").notNull(),
    expiresAt: at("expires_at").notNull(),
    answeredAt: at("answered_at"),
    reason: text("reason"),
  },
  (table) => [
    uniqueIndex("offers_one_pending_per_driver")
      .on(table.driverId)
      .where(sql`status = 'PENDING'`),
    uniqueIndex("offers_one_accepted_per_round")
      .on(table.orderId, table.round)
      .where(sql`status = 'ACCEPTED'`),
    index("offers_order_idx").on(table.orderId, table.offeredAt),
    index("offers_pending_expiry_idx")
      .on(table.expiresAt)
      .where(sql`status = 'PENDING'`),
  ],
);

export type CandidateOutcome =
  | "offered"
  | "matched"
  | "outranked"
  | "busy"
  | "has_next_trip"
  | "stale"
  | "declined"
  | "below_minimum_credit"
  | "reserved_elsewhere"
  | "too_far_by_road"
  | "offline"
  | "wrong_vehicle";

/** Why a matching round chose as it did: every candidate with its cost, rank and outcome. Kept 30 days. */
export const dispatchRounds = pgTable(
  "dispatch_rounds",
  {
    id: uuid("id").primaryKey(),
    orderId: uuid("order_id")
      .notNull()
      .references(() => orders.id),
    round: integer("round").notNull(),
    radiusM: integer("radius_m").notNull(),
    computeMs: doublePrecision("compute_ms").notNull(),
    candidates: jsonb("candidates")
      .$type<
        {
          driverId: string;
          distanceM: number;
          etaS: number | null;
          score: number | null;
          rank: number | null;
          outcome: CandidateOutcome;
          /** For a driver on a trip: how long that takes, part of `etaS`. Missing in rounds of older versions. */
          remainingS?: number | null;
        }[]
      >()
      .notNull(),
    at: at("at").notNull(),
  },
  (table) => [
    index("dispatch_rounds_order_idx").on(table.orderId, table.round),
    index("dispatch_rounds_at_idx").on(table.at),
  ],
);
