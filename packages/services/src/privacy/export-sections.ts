import type { Role } from "@atlas/core/actor";
import { isADayPast } from "@atlas/db/is-a-day-past";
import { type SQL, sql } from "drizzle-orm";

/** One part of an export: rows behind a cursor, in its order, each with a `cursor` of its own. */
export interface ExportSection {
  readonly name: string;
  /** Whose it is; everybody's when left out. */
  readonly roles?: readonly Role[];
  readonly rows: (userId: string, after: string) => SQL;
}

const JOURNEY = sql`
  o.pickup_label, o.pickup_lat, o.pickup_lng, o.dropoff_label, o.dropoff_lat, o.dropoff_lng, o.distance_m, o.duration_s`;
const TRIP = sql`
  o.id AS order_id, o.status, o.vehicle_type, o.payment_method, o.currency, o.fare_minor, o.final_fare_minor, o.waiting_minor,
  o.cancel_fee_minor, o.created_at, o.matched_at, o.arrived_at, o.started_at, o.finished_at, o.ended_at`;
/** Older positions to about a kilometre: exact ones lead to riders' doors. */
const coarse = (column: string): SQL =>
  sql`CASE WHEN ${isADayPast(sql`p.recorded_at`)} THEN round(p.${sql.raw(column)}::numeric, 2)::float8 ELSE p.${sql.raw(column)} END AS ${sql.raw(column)}`;

/**
 * Everything that Atlas holds about a person, and theirs to have: no secrets (tokens, hashes), nothing of other people, of what
 * operators suspect only what has been decided, and of what they write to one another only what the person is shown.
 */
export const EXPORT_SECTIONS: readonly ExportSection[] = [
  {
    name: "profile",
    rows: (userId, after) => sql`
      SELECT u.id::text AS cursor, u.id AS user_id, u.name, u.email, u.email_verified, u.phone, u.image, u.locale, u.role, u.city_id,
        u.created_at FROM users u WHERE u.id = ${userId}::uuid AND u.id::text > ${after}`,
  },
  {
    name: "driver",
    roles: ["driver"],
    rows: (userId, after) => sql`
      SELECT d.id::text AS cursor, d.city_id, d.availability, d.auto_accept, d.rating_sum, d.rating_count, d.offers_seen,
        d.offers_accepted, d.created_at FROM drivers d WHERE d.id = ${userId}::uuid AND d.id::text > ${after}`,
  },
  {
    name: "vehicles",
    roles: ["driver"],
    rows: (userId, after) => sql`
      SELECT v.id::text AS cursor, v.vehicle_type, v.plate, v.model, v.is_active, v.created_at
      FROM vehicles v WHERE v.driver_id = ${userId}::uuid AND v.id::text > ${after} ORDER BY v.id::text`,
  },
  {
    name: "bank_accounts",
    roles: ["driver"],
    rows: (userId, after) => sql`
      SELECT b.id::text AS cursor, b.holder_name, b.bank_name, b.bank_code, b.account_number, b.set_at
      FROM ledger.bank_accounts b WHERE b.driver_id = ${userId}::uuid AND b.id::text > ${after} ORDER BY b.id::text`,
  },
  {
    name: "sessions",
    rows: (userId, after) => sql`
      SELECT s.id::text AS cursor, s.ip_address, s.user_agent, s.created_at, s.updated_at AS last_seen_at, s.expires_at
      FROM sessions s WHERE s.user_id = ${userId}::uuid AND s.id::text > ${after} ORDER BY s.id::text`,
  },
  {
    name: "known_devices",
    rows: (userId, after) => sql`
      SELECT k.id::text AS cursor, k.user_agent, k.created_at, k.last_seen_at
      FROM known_devices k WHERE k.user_id = ${userId}::uuid AND k.id::text > ${after} ORDER BY k.id::text`,
  },
  {
    // Who has the whole address can send to the browser.
    name: "push_subscriptions",
    roles: ["rider"],
    rows: (userId, after) => sql`
      SELECT p.id::text AS cursor, substring(p.endpoint from '^https://[^/]+') AS push_service, p.locale, p.created_at, p.renewed_at
      FROM push_subscriptions p WHERE p.user_id = ${userId}::uuid AND p.id::text > ${after} ORDER BY p.id::text`,
  },
  {
    name: "notification_settings",
    roles: ["rider"],
    rows: (userId, after) => sql`
      SELECT n.user_id::text AS cursor, n.muted, n.updated_at
      FROM notification_settings n WHERE n.user_id = ${userId}::uuid AND n.user_id::text > ${after}`,
  },
  {
    name: "account_requests",
    rows: (userId, after) => sql`
      SELECT r.id::text AS cursor, r.kind, r.email, r.created_at, r.expires_at
      FROM account_requests r WHERE r.user_id = ${userId}::uuid AND r.id::text > ${after} ORDER BY r.id::text`,
  },
  {
    name: "restrictions",
    rows: (userId, after) => sql`
      SELECT r.id::text AS cursor, r.kind, r.reason, r.placed_at, r.until, r.lifted_at
      FROM restrictions r WHERE r.user_id = ${userId}::uuid AND r.id::text > ${after} ORDER BY r.id::text`,
  },
  {
    name: "saved_places",
    roles: ["rider"],
    rows: (userId, after) => sql`
      SELECT s.id::text AS cursor, s.kind, s.name, s.label, s.lat, s.lng, s.created_at, s.updated_at
      FROM saved_places s WHERE s.user_id = ${userId}::uuid AND s.id::text > ${after} ORDER BY s.id::text`,
  },
  {
    name: "cleared_places",
    roles: ["rider"],
    rows: (userId, after) => sql`
      SELECT c.user_id::text AS cursor, c.cleared_at
      FROM cleared_places c WHERE c.user_id = ${userId}::uuid AND c.user_id::text > ${after}`,
  },
  {
    name: "quotes",
    roles: ["rider"],
    rows: (userId, after) => sql`
      SELECT o.id::text AS cursor, o.vehicle_type, ${JOURNEY}, o.fare_minor, o.currency, o.created_at, o.expires_at
      FROM quotes o WHERE o.rider_id = ${userId}::uuid AND o.id::text > ${after} ORDER BY o.id::text`,
  },
  {
    name: "rides",
    roles: ["rider"],
    rows: (userId, after) => sql`
      SELECT o.id::text AS cursor, ${TRIP}, ${JOURNEY}, o.route_polyline, o.note, o.driver_name, o.vehicle_plate, o.vehicle_model,
        o.cancelled_by, o.cancel_reason, o.rating_stars, o.rating_comment, o.rated_at, o.fare_answer, o.fare_answered_at,
        (SELECT coalesce(sum(f.amount), 0) FROM ledger.refunds f WHERE f.order_id = o.id) AS refunded_minor
      FROM orders o WHERE o.rider_id = ${userId}::uuid AND o.id > ${after}::uuid ORDER BY o.id`,
  },
  {
    name: "trips_driven",
    roles: ["driver"],
    rows: (userId, after) => sql`
      SELECT o.id::text AS cursor, ${TRIP}, o.vehicle_plate, o.vehicle_model, o.arrival_note, o.rating_stars
      FROM orders o WHERE o.driver_id = ${userId}::uuid AND o.id > ${after}::uuid ORDER BY o.id`,
  },
  {
    name: "steps_of_trips",
    roles: ["driver"],
    rows: (userId, after) => sql`
      SELECT e.id::text AS cursor, e.order_id, e.move, e.at, e.proof, e.distance_m, e.note
      FROM order_evidence e WHERE e.driver_id = ${userId}::uuid AND e.id::text > ${after} ORDER BY e.id::text`,
  },
  {
    name: "offers",
    roles: ["driver"],
    rows: (userId, after) => sql`
      SELECT f.id::text AS cursor, f.order_id, f.status, f.offered_at, f.answered_at, f.pickup_distance_m, f.reason
      FROM offers f WHERE f.driver_id = ${userId}::uuid AND f.id::text > ${after} ORDER BY f.id::text`,
  },
  {
    name: "wallet",
    rows: (userId, after) => sql`
      SELECT e.account_id || ':' || lpad(e.seq::text, 19, '0') AS cursor, e.at, t.kind, e.amount AS amount_minor,
        e.balance_after AS balance_after_minor, t.currency, t.order_id, t.description
      FROM ledger.entries e JOIN ledger.transfers t ON t.id = e.transfer_id
      WHERE e.account_id IN (SELECT a.id FROM ledger.accounts a WHERE a.owner_id = ${userId}::uuid)
        AND e.account_id || ':' || lpad(e.seq::text, 19, '0') > ${after}
      ORDER BY e.account_id || ':' || lpad(e.seq::text, 19, '0')`,
  },
  {
    name: "payments",
    rows: (userId, after) => sql`
      SELECT p.id::text AS cursor, p.amount AS amount_minor, p.currency, p.method, p.provider, p.reference, p.state, p.created_at,
        p.closed_at FROM ledger.payments p WHERE p.user_id = ${userId}::uuid AND p.id::text > ${after} ORDER BY p.id::text`,
  },
  {
    name: "payouts",
    roles: ["driver"],
    rows: (userId, after) => sql`
      SELECT p.id::text AS cursor, p.amount AS amount_minor, p.currency, p.status, p.requested_at, p.decided_at, p.sent_at,
        p.closed_at, CASE WHEN p.status = 'returned' THEN p.reason END AS reason
      FROM ledger.payouts p WHERE p.driver_id = ${userId}::uuid AND p.id::text > ${after} ORDER BY p.id::text`,
  },
  {
    name: "cash_desk_receipts",
    rows: (userId, after) => sql`
      SELECT r.number AS cursor, r.number, r.user_name, r.amount AS amount_minor, r.currency, r.note, r.at
      FROM ledger.cash_desk_receipts r WHERE r.user_id = ${userId}::uuid AND r.number > ${after} ORDER BY r.number`,
  },
  {
    name: "alerts",
    rows: (userId, after) => sql`
      SELECT a.id::text AS cursor, a.kind, a.order_id, a.raised_at, a.cleared_at, a.resolved_at,
        CASE WHEN a.rider_id = ${userId}::uuid THEN a.rider_answer END AS your_answer
      FROM alerts a WHERE (a.rider_id = ${userId}::uuid OR a.driver_id = ${userId}::uuid) AND a.resolved_at IS NOT NULL
        AND a.id::text > ${after} ORDER BY a.id::text`,
  },
  {
    name: "positions",
    roles: ["driver"],
    rows: (userId, after) => sql`
      SELECT to_char(p.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') AS cursor,
        (p.recorded_at AT TIME ZONE 'UTC')::date AS day, p.recorded_at AS at, ${coarse("lat")}, ${coarse("lng")}
      FROM gps_points p WHERE p.driver_id = ${userId}::uuid
        AND p.recorded_at > (CASE WHEN ${after} ~ '^2' THEN ${after} ELSE '2000-01-01' END)::timestamp AT TIME ZONE 'UTC'
      ORDER BY p.recorded_at`,
  },
];
