import type { Transaction } from "@atlas/db/connect";
import { sql } from "drizzle-orm";
import type { FillContext } from "./fill-context.ts";
import { makeRoutes } from "./places.ts";

const ROUTES = 8_000;
/** Records of rounds are kept so long. */
const ROUND_DAYS = 30;
/** Shares of all orders: some in two hundred alarmed somebody. */
const ORDERS_PER_ALERT = 200;

/** Leaves `fill_routes`, numbered from 0. */
export async function fillRoutes(tx: Transaction, random: () => number): Promise<void> {
  await tx.execute(sql`
    CREATE TEMP TABLE fill_routes AS
    SELECT * FROM jsonb_to_recordset(${JSON.stringify(makeRoutes(ROUTES, random))}::text::jsonb) AS r(
      i bigint, pickup_label text, pickup_lat float8, pickup_lng float8, dropoff_label text, dropoff_lat float8, dropoff_lng float8,
      distance_m integer, duration_s integer, polyline text, ride_fare bigint, car_fare bigint)`);
  await tx.execute(sql`CREATE INDEX ON pg_temp.fill_routes (i)`);
  await tx.execute(sql`ANALYZE pg_temp.fill_routes`);
}

/** A run of orders that is written at once, and the instant before which the ledger posts none of them. */
export interface OrderBatch {
  readonly first: number;
  readonly last: number;
  readonly postedFrom: Date;
}

/** Writes the orders of a batch with their quotes and what hangs on them, and leaves them as `fill_trips` for the ledger. */
export async function fillOrders(tx: Transaction, fill: FillContext, batch: OrderBatch): Promise<void> {
  await tx.execute(sql`DROP TABLE IF EXISTS pg_temp.fill_trips`);
  await drawTrips(tx, fill, batch);
  await insertOrders(tx, fill);
  await insertSteps(tx);
  await insertOffers(tx, fill);
  await insertAlerts(tx, fill);
}

async function drawTrips(tx: Transaction, fill: FillContext, { first, last, postedFrom }: OrderBatch): Promise<void> {
  await tx.execute(sql`
    CREATE TEMP TABLE fill_trips AS
    WITH drawn AS (
      SELECT n, (n - 1 + pg_temp.draw(n, 10)) / ${fill.orders} * ${fill.days} AS day,
        floor((SELECT count(*) FROM fill_riders) * pow(pg_temp.draw(n, 11), 1.3))::bigint AS rider_i,
        n * 7919 % (SELECT count(*) FROM fill_drivers) AS driver_i,
        floor(${ROUTES} * pow(pg_temp.draw(n, 12), 1.5))::bigint AS route_i,
        CASE WHEN pg_temp.draw(n, 13) < 0.86 THEN 'FINISHED' WHEN pg_temp.draw(n, 13) < 0.95 THEN 'CANCELLED'
          ELSE 'EXPIRED' END::order_status AS status,
        CASE WHEN pg_temp.draw(n, 14) < 0.4 THEN 'wallet' ELSE 'cash' END::payment_method AS payment_method,
        pg_temp.draw(n, 15) < 0.5 AS was_matched, pg_temp.draw(n, 16) AS pace, pg_temp.draw(n, 17) AS mood
      FROM generate_series(${first}::bigint, ${last}::bigint) AS n
    ), placed AS (
      -- Few ride at night.
      SELECT *, date_trunc('milliseconds', ${fill.since.toISOString()}::timestamptz + make_interval(
        days => floor(day)::integer, secs => 3600 * CASE WHEN day - floor(day) < 0.06 THEN (day - floor(day)) / 0.06 * 5
          ELSE 5 + (day - floor(day) - 0.06) / 0.94 * 19 END)) AS created_at,
        status = 'FINISHED' OR (status = 'CANCELLED' AND was_matched) AS is_matched
      FROM drawn
    ), timed AS (
      SELECT p.*, pg_temp.id_at(created_at, n, 10) AS id, pg_temp.id_at(created_at, n, 11) AS quote_id, r.id AS rider_id,
        r.name AS rider_name, r.account_id AS rider_account, d.id AS driver_id, d.name AS driver_name,
        d.account_id AS driver_account, d.vehicle_id, d.vehicle_type, d.plate, d.model, w.pickup_label, w.pickup_lat, w.pickup_lng,
        w.dropoff_label, w.dropoff_lat, w.dropoff_lng, w.distance_m, w.duration_s, w.polyline,
        CASE d.vehicle_type WHEN 'go-ride' THEN w.ride_fare ELSE w.car_fare END AS fare,
        CASE WHEN is_matched THEN created_at + make_interval(secs => 5 + floor(50 * pace)) END AS matched_at
      FROM placed p JOIN fill_riders r ON r.i = rider_i JOIN fill_drivers d ON d.i = driver_i JOIN fill_routes w ON w.i = route_i
    ), moved AS (
      SELECT *, CASE WHEN status = 'FINISHED' THEN matched_at + make_interval(secs => 90 + floor(400 * mood)) END AS arrived_at
      FROM timed
    ), ended AS (
      SELECT *, arrived_at + make_interval(secs => 30 + floor(150 * pace)) AS started_at,
        arrived_at + make_interval(secs => 30 + floor(150 * pace) + floor(duration_s * (0.8 + 0.5 * mood))) AS finished_at
      FROM moved
    )
    SELECT *, coalesce(finished_at, coalesce(matched_at, created_at) + CASE status
        WHEN 'EXPIRED' THEN interval '120 seconds' ELSE make_interval(secs => 20 + floor(60 * mood)) END) AS ended_at,
      greatest(finished_at + interval '2 seconds', ${postedFrom.toISOString()}::timestamptz) AS settled_at,
      CASE WHEN status = 'FINISHED' AND pace < 0.3 THEN CASE WHEN mood < 0.02 THEN 1 WHEN mood < 0.2 THEN 4 ELSE 5 END END AS stars,
      div(fare::numeric * (SELECT commission_bps FROM cities WHERE id = ${fill.cityId}), 10000)::bigint AS commission,
      div(fare::numeric * (SELECT tax_bps FROM cities WHERE id = ${fill.cityId}), 10000)::bigint AS tax
    FROM ended`);
  await tx.execute(sql`UPDATE fill_trips SET settled_at = NULL WHERE status <> 'FINISHED'`);
  await tx.execute(sql`ANALYZE pg_temp.fill_trips`);
}

const JOURNEY = sql.raw(
  `pickup_lat, pickup_lng, pickup_label, dropoff_lat, dropoff_lng, dropoff_label, distance_m, duration_s`,
);

async function insertOrders(tx: Transaction, { cityId, currency }: FillContext): Promise<void> {
  await tx.execute(sql`
    INSERT INTO quotes (id, city_id, rider_id, vehicle_type, tariff_version, ${JOURNEY}, is_estimate, route_polyline, fare_minor,
      currency, surge_bps, created_at, expires_at)
    SELECT quote_id, ${cityId}, rider_id, vehicle_type, 1, ${JOURNEY}, false, polyline, fare, ${currency}, 10000,
      created_at - interval '20 seconds', created_at + interval '280 seconds'
    FROM fill_trips ORDER BY n`);
  await tx.execute(sql`
    INSERT INTO orders (id, city_id, rider_id, driver_id, vehicle_id, quote_id, status, version, vehicle_type, payment_method,
      ${JOURNEY}, is_estimate, route_polyline, fare_minor, final_fare_minor, fare_basis, currency, rider_name, driver_name,
      vehicle_plate, vehicle_model, cancelled_by, rating_stars, rated_at, created_at, expires_at, requested_at, matched_at, arrived_at,
      arrival_proof, started_at, start_proof, finished_at, ended_at, settled_at, dispatch_round)
    SELECT id, ${cityId}, rider_id, CASE WHEN is_matched THEN driver_id END, CASE WHEN is_matched THEN vehicle_id END, quote_id,
      status, 3, vehicle_type, payment_method, ${JOURNEY}, false, polyline, fare, CASE WHEN finished_at IS NOT NULL THEN fare END,
      CASE WHEN finished_at IS NOT NULL THEN 'quote'::fare_basis END, ${currency}, rider_name,
      CASE WHEN is_matched THEN driver_name END, CASE WHEN is_matched THEN plate END, CASE WHEN is_matched THEN model END,
      CASE WHEN status = 'CANCELLED' THEN 'rider'::canceller END, stars, CASE WHEN stars IS NOT NULL THEN ended_at + interval '60 seconds' END,
      created_at, created_at + interval '120 seconds', created_at, matched_at, arrived_at,
      CASE WHEN arrived_at IS NOT NULL THEN 'position'::arrival_proof END, started_at,
      CASE WHEN started_at IS NOT NULL THEN 'position'::move_proof END, finished_at, ended_at, settled_at, 1
    FROM fill_trips ORDER BY n`);
}

/** The moves of every order, and for each step of a driver what the server knew of the car. */
async function insertSteps(tx: Transaction): Promise<void> {
  await tx.execute(sql`
    INSERT INTO order_transitions (id, order_id, from_status, to_status, actor_id, actor_role, driver_id, at)
    SELECT pg_temp.id_at(m.at, n, 20 + m.step), id, m.before::order_status, m.after::order_status,
      CASE m.role WHEN 'rider' THEN rider_id WHEN 'driver' THEN driver_id END, m.role::role, CASE WHEN m.step > 0 THEN driver_id END, m.at
    FROM fill_trips CROSS JOIN LATERAL (VALUES
      (0, NULL, 'CREATED', 'rider', created_at), (1, 'CREATED', 'MATCHED', 'driver', matched_at),
      (2, 'MATCHED', 'ARRIVED', 'driver', arrived_at), (3, 'ARRIVED', 'STARTED', 'driver', started_at),
      (4, 'STARTED', 'FINISHED', 'driver', finished_at),
      (5, CASE WHEN is_matched THEN 'MATCHED' ELSE 'CREATED' END, status::text, CASE status WHEN 'CANCELLED' THEN 'rider' ELSE 'service' END,
       CASE WHEN status <> 'FINISHED' THEN ended_at END)
    ) AS m(step, before, after, role, at)
    WHERE m.at IS NOT NULL ORDER BY m.at`);
  await tx.execute(sql`
    INSERT INTO order_evidence (id, order_id, move, driver_id, at, lat, lng, position_at, is_mock, age_s, distance_m, proof)
    SELECT pg_temp.id_at(m.at, n, 30 + m.step), id, m.move::evidence_move, driver_id, m.at, m.lat, m.lng, m.at - interval '2 seconds',
      false, 2, 15 + 30 * mood, 'position'
    FROM fill_trips CROSS JOIN LATERAL (VALUES
      (0, 'arrived', arrived_at, pickup_lat, pickup_lng), (1, 'started', started_at, pickup_lat, pickup_lng),
      (2, 'finished', finished_at, dropoff_lat, dropoff_lng)
    ) AS m(step, move, at, lat, lng)
    WHERE m.at IS NOT NULL ORDER BY m.at`);
}

async function insertOffers(tx: Transaction, { cityId, since, days }: FillContext): Promise<void> {
  await tx.execute(sql`
    INSERT INTO offers (id, order_id, driver_id, round, status, pickup_distance_m, pickup_eta_s, offered_at, expires_at, answered_at)
    SELECT pg_temp.id_at(created_at, n, 40), id, driver_id, 1, 'ACCEPTED', 200 + floor(2000 * mood), 90 + floor(400 * mood),
      created_at + interval '1 second', created_at + interval '61 seconds', matched_at
    FROM fill_trips WHERE is_matched ORDER BY n`);
  await tx.execute(sql`
    INSERT INTO dispatch_rounds (id, order_id, round, radius_m, compute_ms, candidates, at)
    SELECT pg_temp.id_at(created_at, n, 41), id, 1, 2000, 1 + 3 * pace, CASE WHEN is_matched THEN jsonb_build_array(jsonb_build_object(
      'driverId', driver_id, 'distanceM', 200 + floor(2000 * mood), 'etaS', 90 + floor(400 * mood), 'score', 90 + floor(400 * mood),
      'rank', 1, 'outcome', 'offered')) ELSE '[]' END, created_at + interval '1 second'
    FROM fill_trips WHERE day > ${days - ROUND_DAYS} ORDER BY n`);
  await tx.execute(sql`
    INSERT INTO trip_tracks (order_id, city_id, driver_id, polyline, driven_m, duration_s, point_count, stops, summarised_at)
    SELECT id, ${cityId}, driver_id, polyline, distance_m, extract(epoch FROM finished_at - started_at), duration_s / 5, '[]',
      finished_at + interval '60 seconds'
    FROM fill_trips WHERE finished_at > ${since.toISOString()} ORDER BY n`);
}

/** Of trips that stood still for long. All are resolved but those of the last day. */
async function insertAlerts(tx: Transaction, { cityId, days }: FillContext): Promise<void> {
  await tx.execute(sql`
    INSERT INTO alerts (id, city_id, kind, severity, episode_key, order_id, driver_id, rider_id, passed_at, raised_at, cleared_at,
      resolved_at, details)
    SELECT pg_temp.id_at(at, n, 50), ${cityId}, 'long-stop', 'medium', 'long-stop:' || id, id, driver_id, rider_id, at, at,
      at + interval '90 seconds', CASE WHEN day < ${days - 1} THEN at + interval '10 minutes' END,
      jsonb_build_object('sinceAt', to_char(at AT TIME ZONE 'UTC' - interval '5 minutes', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'place', jsonb_build_object('lat', pickup_lat, 'lng', pickup_lng), 'limit', 300)
    FROM (SELECT *, started_at + interval '6 minutes' AS at FROM fill_trips) AS trip
    WHERE finished_at IS NOT NULL AND n % ${ORDERS_PER_ALERT} = 0 ORDER BY n`);
}
