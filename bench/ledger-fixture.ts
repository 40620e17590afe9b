import { connect, type Database, disconnect } from "@atlas/db/connect";
import { removeTestClock } from "@atlas/db/test-clock";
import { createTestDatabase } from "@atlas/db/test-database";
import postgres, { type Sql } from "postgres";
import { v7 } from "uuid";

const CITY = "bench";
const CURRENCY = "IDR";
/** Every wallet starts with this much, so that no posting is refused for want of funds. */
const START_MINOR = 1_000_000_000_000n;

export interface LedgerFixture extends AsyncDisposable {
  readonly db: Database;
  readonly cityId: string;
  readonly walletIds: readonly string[];
  readonly ownerIds: readonly string[];
  /** The platform account that stands for "one hot account". */
  readonly hotAccountId: string;
  /** FINISHED wallet orders with an open hold each, ready to be settled. */
  readonly finishTrips: (count: number) => Promise<string[]>;
  readonly vacuum: () => Promise<void>;
}

/** A fresh database with riders, drivers and funded wallets, connected as the application's role. */
export async function openLedgerFixture(
  serverUrl: string,
  { wallets, connections }: { readonly wallets: number; readonly connections: number },
): Promise<LedgerFixture> {
  const database = await createTestDatabase(serverUrl);
  await removeTestClock(database.url);
  const sql = postgres(database.url, { max: 1 });
  const db = connect(database.url, { applicationName: "bench-ledger", max: connections });
  await sql`
    INSERT INTO cities (id, name, currency, timezone, center_lat, center_lng, service_area, commission_bps, tax_bps,
      minimum_driver_credit_minor, adjustment_limit_minor, cancel_free_s, cancel_fee_minor, waiting_free_s,
      waiting_per_minute_minor, offer_ttl_s, offer_wave_size, search_timeout_s, search_radii_m)
    VALUES (${CITY}, 'Bench', ${CURRENCY}, 'Asia/Jakarta', 0, 0, '{"type":"Polygon","coordinates":[]}', 1500, 100, 0,
      1000000, 120, 5000, 300, 500, 15, 1, 120, '[1000]')`;
  await sql`SELECT ledger.open_city_accounts(${CITY}, ${CURRENCY})`;
  await sql`
    INSERT INTO users (id, name, email, role, city_id)
    SELECT uuidv7(), 'Bench ' || n, 'bench-' || n || '@example.test', (CASE n % 2 WHEN 0 THEN 'rider' ELSE 'driver' END)::role, ${CITY}
    FROM generate_series(1, ${wallets}::integer) AS n`;
  await sql`INSERT INTO drivers (id, city_id) SELECT id, ${CITY} FROM users WHERE role = 'driver'`;
  await sql`
    SELECT ledger.open_wallet(role || '_wallet', id, ${CITY}, ${CURRENCY}) FROM users WHERE role IN ('rider', 'driver')`;
  const accounts = await sql<{ id: string; owner_id: string }[]>`
    SELECT id, owner_id FROM ledger.accounts WHERE owner_id IS NOT NULL`;
  const [hot] = await sql<{ id: string }[]>`
    SELECT ledger.city_account_id(${CITY}, ${CURRENCY}, 'platform_revenue', 0) AS id`;
  if (!hot) throw new Error("the platform has no account");
  await sql`
    SELECT ledger.post_batch(array_agg('start:' || id), array_agg(uuidv7()), array_agg(${hot.id}::uuid), array_agg(id),
      array_agg(${START_MINOR.toString()}::bigint), array_agg('credit'::text), array_agg(NULL::text), ${v7()})
    FROM ledger.accounts WHERE owner_id IS NOT NULL`;
  // What a bare one-row UPDATE costs is measured beside the ledger, on a table of as many rows.
  await sql`CREATE TABLE bench_plain (id uuid PRIMARY KEY, balance bigint NOT NULL) WITH (fillfactor = 50)`;
  await sql`INSERT INTO bench_plain SELECT id, 0 FROM ledger.accounts WHERE owner_id IS NOT NULL`;
  await sql`GRANT SELECT, UPDATE ON bench_plain TO atlas_app`;
  return {
    db,
    cityId: CITY,
    walletIds: accounts.map(({ id }) => id),
    ownerIds: accounts.map(({ owner_id }) => owner_id),
    hotAccountId: hot.id,
    finishTrips: (count) => finishTrips(sql, count),
    vacuum: async () => {
      await sql`VACUUM ANALYZE`;
      await sql`CHECKPOINT`;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([disconnect(db), sql.end({ timeout: 5 })]);
      await database[Symbol.asyncDispose]();
    },
  };
}

async function finishTrips(sql: Sql, count: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    WITH rider AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM users WHERE role = 'rider'),
    driver AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM users WHERE role = 'driver'),
    size AS (SELECT (SELECT count(*) FROM rider) AS riders, (SELECT count(*) FROM driver) AS drivers),
    trip AS MATERIALIZED (
      SELECT uuidv7() AS id, uuidv7() AS quote_id, r.id AS rider_id, d.id AS driver_id
      FROM size, generate_series(0, ${count - 1}::bigint) AS n
      JOIN LATERAL (SELECT id FROM rider WHERE rider.n = (n.n * 7919) % size.riders) r ON true
      JOIN LATERAL (SELECT id FROM driver WHERE driver.n = (n.n * 104729) % size.drivers) d ON true),
    quoted AS (
      INSERT INTO quotes (id, city_id, rider_id, vehicle_type, tariff_version, pickup_lat, pickup_lng, pickup_label,
        dropoff_lat, dropoff_lng, dropoff_label, distance_m, duration_s, is_estimate, route_polyline, fare_minor,
        currency, surge_bps, expires_at)
      SELECT quote_id, ${CITY}, rider_id, 'go-ride', 1, 0, 0, 'a', 0, 0, 'b', 5000, 900, true, '', 25000, ${CURRENCY},
        10000, now() + interval '1 hour' FROM trip)
    INSERT INTO orders (id, city_id, rider_id, driver_id, quote_id, status, vehicle_type, payment_method, pickup_lat,
      pickup_lng, pickup_label, dropoff_lat, dropoff_lng, dropoff_label, distance_m, duration_s, is_estimate,
      route_polyline, fare_minor, final_fare_minor, currency, created_at, expires_at, ended_at)
    SELECT id, ${CITY}, rider_id, driver_id, quote_id, 'FINISHED', 'go-ride', 'wallet', 0, 0, 'a', 0, 0, 'b', 5000, 900,
      true, '', 25000, 24500, ${CURRENCY}, now(), now(), now() FROM trip
    RETURNING id`;
  const ids = rows.map(({ id }) => id);
  await sql`
    SELECT ledger.place_trip_hold(uuidv7(), o.id, o.rider_id, ${CITY}, ${CURRENCY}, 25000, now() + interval '1 day')
    FROM orders o WHERE o.id = ANY (${ids}::uuid[])`;
  return ids;
}
