import { randomBytes } from "node:crypto";
import { destination, type LatLng } from "@atlas/core/geo";
import { connect, type Database, disconnect } from "@atlas/db/connect";
import { removeTestClock } from "@atlas/db/test-clock";
import { createTestDatabase } from "@atlas/db/test-database";
import { keepGpsPartitions } from "@atlas/services/history/gps-partitions";
import { Redis } from "ioredis";
import postgres, { type Sql } from "postgres";

export const CENTER: LatLng = { lat: -6.2, lng: 106.82 };

/** A database with one city around Jakarta and its drivers, all available with a go-ride vehicle. */
export interface BenchCity extends AsyncDisposable {
  readonly cityId: string;
  readonly databaseUrl: string;
  readonly db: Database;
  readonly redis: Redis;
  readonly driverIds: readonly string[];
  /** Session tokens of so many users of a role. */
  readonly tokensOf: (role: "service" | "admin" | "rider" | "driver", count: number) => Promise<string[]>;
  /** Tariffs, and wallets of all who are there by now: without them nobody can book. */
  readonly openForBusiness: () => Promise<void>;
  /** So many points of the first driver's today, and transfers between platform and wallets. */
  readonly fill: (amounts: { readonly dayPoints: number; readonly transfers: number }) => Promise<void>;
}

export async function openBenchCity(
  { databaseUrl, redisUrl }: { databaseUrl: string; redisUrl: string },
  driverCount: number,
): Promise<BenchCity> {
  await using opened = new AsyncDisposableStack();
  const database = opened.use(await createTestDatabase(databaseUrl));
  await removeTestClock(database.url);
  const owner = opened.adopt(connect(database.url, { applicationName: "bench", role: null, max: 4 }), disconnect);
  const sql = opened.adopt(postgres(database.url, { max: 4 }), (client) => client.end());
  const redis = opened.adopt(new Redis(redisUrl), (connection) => connection.disconnect());
  const cityId = `bench-${randomBytes(4).toString("hex")}`;
  opened.defer(async () => {
    const left = await redis.keys(`atlas:{${cityId}}:*`);
    if (left.length > 0) await redis.unlink(...left);
  });
  await insertCity(sql, cityId);
  const driverIds = await insertDrivers(sql, cityId, driverCount);
  await keepGpsPartitions({ db: owner, clock: () => new Date() }, { retentionDays: 30 });
  const resources = opened.move();
  return {
    cityId,
    databaseUrl: database.url,
    db: owner,
    redis,
    driverIds,
    openForBusiness: () => openForBusiness(sql, cityId),
    fill: (amounts) => fill(sql, cityId, amounts),
    tokensOf: (role, count) => insertTokens(sql, cityId, { role, count, driverIds }),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

async function insertCity(sql: Sql, cityId: string): Promise<void> {
  const [west, south, east, north] = [106.4, -6.6, 107.2, -5.8];
  const outline = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  const area = JSON.stringify({ type: "Polygon", coordinates: [outline] });
  await sql`
    INSERT INTO cities (id, name, currency, timezone, center_lat, center_lng, service_area, commission_bps, tax_bps,
      minimum_driver_credit_minor, adjustment_limit_minor, cancel_free_s, cancel_fee_minor, waiting_free_s,
      waiting_per_minute_minor, offer_ttl_s, offer_wave_size, search_timeout_s, search_radii_m)
    VALUES (${cityId}, 'Bench', 'IDR', 'Asia/Jakarta', ${CENTER.lat}, ${CENTER.lng}, ${area}::text::jsonb, 1500, 100, 0,
      1000000, 120, 5000, 300, 500, 15, 1, 120, '[1000,2000,5000]')`;
}

async function insertDrivers(sql: Sql, cityId: string, count: number): Promise<string[]> {
  await sql`
    INSERT INTO users (id, name, email, role, city_id)
    SELECT uuidv7(), 'Driver ' || n, 'driver-' || n || '@example.test', 'driver', ${cityId}
    FROM generate_series(1, ${count}::integer) AS n`;
  await sql`INSERT INTO drivers (id, city_id, availability) SELECT id, city_id, 'available' FROM users WHERE role = 'driver'`;
  await sql`
    INSERT INTO vehicles (id, driver_id, vehicle_type, plate, model)
    SELECT uuidv7(), id, 'go-ride', 'B ' || id, 'Bench' FROM drivers`;
  await sql`ANALYZE users, drivers, vehicles`;
  const rows = await sql<{ id: string }[]>`SELECT id FROM drivers`;
  return rows.map(({ id }) => id);
}

async function insertTokens(
  sql: Sql,
  cityId: string,
  { role, count, driverIds }: { role: string; count: number; driverIds: readonly string[] },
): Promise<string[]> {
  const tokens = Array.from({ length: count }, () => randomBytes(24).toString("base64url"));
  const rows =
    role === "driver"
      ? driverIds.slice(0, count).map((id) => ({ id }))
      : await sql<{ id: string }[]>`
          INSERT INTO users (id, name, email, role, city_id)
          SELECT uuidv7(), ${role}, ${role} || '-' || uuidv7() || '@example.test', ${role}::role, ${cityId}
          FROM generate_series(1, ${count}::integer) RETURNING id`;
  const userIds = rows.map(({ id }) => id);
  if (role === "admin") await sql`INSERT INTO staff_roles (user_id, role) SELECT unnest(${userIds}::uuid[]), 'owner'`;
  await sql`
    INSERT INTO sessions (id, user_id, token, expires_at, second_factor)
    SELECT uuidv7(), pair.user_id, pair.token, now() + interval '1 day', ${role === "admin" ? "totp" : null}::text
    FROM unnest(${userIds}::uuid[], ${tokens}::text[]) AS pair (user_id, token)`;
  return tokens;
}

async function openForBusiness(sql: Sql, cityId: string): Promise<void> {
  await sql`SELECT ledger.open_city_accounts(${cityId}, 'IDR')`;
  await sql`
    INSERT INTO tariffs (city_id, vehicle_type, version, base_minor, per_km_minor, per_minute_minor, minimum_minor,
      rounding_minor, surge_bps, valid_from)
    VALUES (${cityId}, 'go-ride', 1, 10000, 3000, 0, 10000, 500, 10000, '2026-01-01')`;
  await sql`
    SELECT ledger.open_wallet(role || '_wallet', id, ${cityId}, 'IDR') FROM users WHERE role IN ('rider', 'driver')`;
}

/** What there is to be read of long ago: heavy reads read it. */
async function fill(
  sql: Sql,
  cityId: string,
  { dayPoints, transfers }: { readonly dayPoints: number; readonly transfers: number },
): Promise<void> {
  await sql`
    INSERT INTO gps_points (city_id, driver_id, recorded_at, received_at, lat, lng)
    SELECT ${cityId}, driver.id, at, at, -6.2 + 0.05 * sin(n / 700.0), 106.82 + 0.05 * cos(n / 500.0)
    FROM (SELECT id FROM drivers LIMIT 1) AS driver, generate_series(0, ${dayPoints - 1}::integer) AS n,
      LATERAL (SELECT date_trunc('day', now(), 'Asia/Jakarta') + n * interval '1 day' / ${dayPoints}::integer AS at) AS point`;
  await sql`
    SELECT ledger.post_batch(array_agg('fill:' || n), array_agg(uuidv7()),
      array_agg(ledger.city_account_id(${cityId}, 'IDR', 'platform_revenue', 0)), array_agg(wallet.id), array_agg(1::bigint),
      array_agg('credit'::text), array_agg(NULL::text), uuidv7())
    FROM generate_series(1, ${transfers}::integer) AS n
    JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS wallets
      FROM ledger.accounts WHERE owner_id IS NOT NULL) AS wallet ON wallet.place = n % wallet.wallets`;
  await sql`ANALYZE`;
}

/** Somewhere in the city: half of all within 3 km of the centre, as in a dense one. */
export function anywhere(): LatLng {
  const reachM = Math.random() < 0.5 ? 3_000 : 20_000;
  return destination(CENTER, Math.random() * 360, Math.sqrt(Math.random()) * reachM);
}
