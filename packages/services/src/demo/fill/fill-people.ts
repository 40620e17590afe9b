import type { Transaction } from "@atlas/db/connect";
import { sql } from "drizzle-orm";
import { type FillContext, PEOPLE_PER_DRIVER } from "./fill-context.ts";
import { FIRST_NAMES, LAST_NAMES, VEHICLE_MODELS } from "./name-parts.ts";

/** Mail to addresses below `atlas.example` reaches nobody: the name is reserved. */
export const FILLED_DOMAIN = "people.atlas.example";

/**
 * Writes the people: riders and drivers with their wallets, drivers with a vehicle. They are marked as of the demo and have no password.
 * Leaves `fill_riders` and `fill_drivers`, numbered from 0, for the orders.
 */
export async function fillPeople(tx: Transaction, fill: FillContext): Promise<void> {
  const { people, cityId, currency } = fill;
  const since = fill.since.toISOString();
  await tx.execute(sql`
    CREATE TEMP TABLE fill_people AS
    SELECT n, pg_temp.id_at(created_at, n, 1) AS id, created_at, n % ${PEOPLE_PER_DRIVER} = 0 AS drives,
      first || coalesce(' ' || middle, '') || ' ' || last AS name, lower(first || '.' || last) || n AS mailbox,
      '8' || lpad((1100000000 + n * 7368787 % 8800000000)::text, 10, '0') AS phone
    FROM (
      SELECT n, date_trunc('milliseconds', ${since}::timestamptz - make_interval(secs => 86400 * 300 * pg_temp.draw(n, 1))) AS created_at,
        firsts[1 + floor(cardinality(firsts) * pow(pg_temp.draw(n, 2), 1.6))::integer] AS first,
        CASE WHEN pg_temp.draw(n, 3) < 0.25 THEN firsts[1 + floor(cardinality(firsts) * pg_temp.draw(n, 4))::integer] END AS middle,
        lasts[1 + floor(cardinality(lasts) * pow(pg_temp.draw(n, 5), 1.6))::integer] AS last
      FROM generate_series(1::bigint, ${people}::bigint) AS n,
        (SELECT ${sql.param([...FIRST_NAMES])}::text[] AS firsts, ${sql.param([...LAST_NAMES])}::text[] AS lasts) AS part
    ) AS person`);
  await tx.execute(sql`
    INSERT INTO users (id, name, email, email_verified, created_at, updated_at, role, city_id, phone, locale, is_demo)
    SELECT id, name, mailbox || '@' || ${FILLED_DOMAIN}::text, true, created_at, created_at,
      CASE WHEN drives THEN 'driver' ELSE 'rider' END::role, ${cityId}, CASE n % 4
        WHEN 0 THEN '+62 ' || substr(phone, 1, 3) || '-' || substr(phone, 4, 4) || '-' || substr(phone, 8)
        WHEN 1 THEN '0' || substr(phone, 1, 3) || ' ' || substr(phone, 4, 4) || ' ' || substr(phone, 8)
        WHEN 2 THEN '+62' || phone ELSE '0' || phone END, 'id', true
    FROM fill_people ORDER BY id`);
  await tx.execute(sql`
    INSERT INTO ledger.accounts (id, city_id, currency, kind, owner_id, allow_negative, created_at)
    SELECT pg_temp.id_at(created_at, n, 2), ${cityId}, ${currency},
      CASE WHEN drives THEN 'driver_wallet' ELSE 'rider_wallet' END::ledger.account_kind, id, false, created_at
    FROM fill_people ORDER BY 1`);
  await tx.execute(sql`
    INSERT INTO drivers (id, city_id, availability, created_at)
    SELECT id, ${cityId}, 'offline', created_at FROM fill_people WHERE drives ORDER BY id`);
  await fillVehicles(tx);
  await tx.execute(sql`
    CREATE TEMP TABLE fill_riders AS
    SELECT row_number() OVER (ORDER BY n) - 1 AS i, id, name, pg_temp.id_at(created_at, n, 2) AS account_id
    FROM fill_people WHERE NOT drives`);
  await tx.execute(sql`
    CREATE TEMP TABLE fill_drivers AS
    SELECT row_number() OVER (ORDER BY p.n) - 1 AS i, p.id, p.name, pg_temp.id_at(p.created_at, p.n, 2) AS account_id,
      v.id AS vehicle_id, v.vehicle_type, v.plate, v.model
    FROM fill_people p JOIN vehicles v ON v.driver_id = p.id`);
  for (const table of ["fill_riders", "fill_drivers"]) {
    await tx.execute(sql.raw(`CREATE INDEX ON pg_temp.${table} (i)`));
    await tx.execute(sql.raw(`ANALYZE pg_temp.${table}`));
  }
  await tx.execute(sql`DROP TABLE pg_temp.fill_people`);
}

/** One car or motorbike a driver. No number plate comes twice below 19 million drivers; one that somebody has already is left out. */
async function fillVehicles(tx: Transaction): Promise<void> {
  const letter = (place: number) => sql`chr(65 + (i * 31 % 17576 / ${26 ** place} % 26)::integer)`;
  await tx.execute(sql`
    INSERT INTO vehicles (id, driver_id, vehicle_type, plate, model, created_at)
    SELECT pg_temp.id_at(created_at, n, 3), id, type, 'B ' || 1000 + i % 9000 || ' ' || ${letter(2)} || ${letter(1)} || ${letter(0)},
      (CASE type WHEN 'go-ride' THEN rides ELSE cars END)[1 + i % ${VEHICLE_MODELS["go-car"].length}], created_at
    FROM (
      SELECT *, n / ${PEOPLE_PER_DRIVER} AS i,
        CASE WHEN pg_temp.draw(n, 6) < 0.7 THEN 'go-ride' ELSE 'go-car' END::vehicle_type AS type
      FROM fill_people WHERE drives
    ) AS driver, (SELECT ${sql.param([...VEHICLE_MODELS["go-ride"]])}::text[] AS rides,
      ${sql.param([...VEHICLE_MODELS["go-car"]])}::text[] AS cars) AS model
    ON CONFLICT DO NOTHING`);
}
