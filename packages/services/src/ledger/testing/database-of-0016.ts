import { MIGRATIONS_DIR } from "@atlas/db/migrate";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as migrateWithDrizzle } from "drizzle-orm/postgres-js/migrator";
import { randomBytes } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres, { type Sql } from "postgres";
import { z } from "zod";

/** The last migration before functions, triggers and grants became files. */
const LAST_MIGRATION = 16;

export const IDS = {
  rider: "00000000-0000-7000-8000-000000000001",
  driver: "00000000-0000-7000-8000-000000000002",
  admin: "00000000-0000-7000-8000-00000000000a",
  secondAdmin: "00000000-0000-7000-8000-00000000000b",
  settledOrder: "00000000-0000-7000-8000-000000000101",
  unsettledOrder: "00000000-0000-7000-8000-000000000102",
  runningOrder: "00000000-0000-7000-8000-000000000103",
  poorDriver: "00000000-0000-7000-8000-000000000003",
  deadOrder: "00000000-0000-7000-8000-000000000104",
  credit: "00000000-0000-7000-8000-000000000201",
  payout: "00000000-0000-7000-8000-000000000301",
  adjustment: "00000000-0000-7000-8000-000000000401",
} as const;

/** The key of an admin's credit of 100 000 to the rider, for the reason "first". */
export const CREDIT_KEY = "first credit";

/**
 * A database as it was installed at migration 0016, in the midst of its work: wallets with money, a settled trip, one that
 * waits for its settlement, one that is in progress, a cash trip in the dead letters whose commission no credit covered, a
 * requested payout, an adjustment that waits for a second admin, a chain. Everything in words of that time, through the functions of that time.
 */
export async function openDatabaseOf0016(): Promise<AsyncDisposable & { readonly url: string; readonly owner: Sql }> {
  const serverUrl = process.env["ATLAS_TEST_DATABASE_URL"];
  if (!serverUrl) throw new Error("ATLAS_TEST_DATABASE_URL is not set; `npm test` starts a Postgres and sets it.");
  const name = `atlas_test_0016_${randomBytes(6).toString("hex")}`;
  const server = postgres(serverUrl, { max: 1, onnotice: () => {} });
  await server`CREATE DATABASE ${server(name)}`;
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const owner = postgres(url.href, { max: 2, onnotice: () => {} });
  await migrateAsThen(owner);
  await owner.unsafe(dataOfThatTime());
  return {
    url: url.href,
    owner,
    async [Symbol.asyncDispose]() {
      await owner.end();
      await server`DROP DATABASE ${server(name)} WITH (FORCE)`;
      await server.end();
    },
  };
}

const journalSchema = z.looseObject({ entries: z.array(z.looseObject({ idx: z.number() })) });

/** With Drizzle's migrator, as `migrate` did then. */
async function migrateAsThen(owner: Sql): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "atlas-migrations-"));
  try {
    cpSync(MIGRATIONS_DIR, folder, { recursive: true });
    const path = join(folder, "meta/_journal.json");
    const journal = journalSchema.parse(JSON.parse(readFileSync(path, "utf8")));
    const entries = journal.entries.filter(({ idx }) => idx <= LAST_MIGRATION);
    writeFileSync(path, JSON.stringify({ ...journal, entries }));
    await migrateWithDrizzle(drizzle(owner), { migrationsFolder: folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function dataOfThatTime(): string {
  const book = (order: string, driver: string, [status, method, ended]: readonly string[]): string => `
    INSERT INTO quotes (id, city_id, rider_id, vehicle_type, tariff_version, pickup_lat, pickup_lng, pickup_label,
      dropoff_lat, dropoff_lng, dropoff_label, distance_m, duration_s, is_estimate, route_polyline, fare_minor, currency,
      surge_bps, expires_at)
    VALUES ('${order}', 'oldtown', '${IDS.rider}', 'go-ride', 1, 0, 0, 'a', 0, 0, 'b', 5000, 900, true, '', 20000, 'IDR',
      10000, now());
    INSERT INTO orders (id, city_id, rider_id, driver_id, quote_id, status, vehicle_type, payment_method, pickup_lat,
      pickup_lng, pickup_label, dropoff_lat, dropoff_lng, dropoff_label, distance_m, duration_s, is_estimate,
      route_polyline, fare_minor, currency, created_at, expires_at, ended_at)
    VALUES ('${order}', 'oldtown', '${IDS.rider}', '${driver}', '${order}', '${status}', 'go-ride', '${method}', 0, 0,
      'a', 0, 0, 'b', 5000, 900, true, '', 20000, 'IDR', now(), now(), ${ended});`;
  const trip = (order: string, status: string, ended: string): string => `
    ${book(order, IDS.driver, [status, "wallet", ended])}
    SELECT ledger.place_trip_hold(uuidv7(), '${order}', '${IDS.rider}', 'oldtown', 'IDR', 20000, now() + interval '1 h');`;
  return `
    INSERT INTO cities (id, name, currency, timezone, center_lat, center_lng, service_area, commission_bps, tax_bps,
      minimum_driver_credit_minor, adjustment_limit_minor, cancel_free_s, cancel_fee_minor, waiting_free_s,
      waiting_per_minute_minor, offer_ttl_s, offer_wave_size, search_timeout_s, search_radii_m)
    VALUES ('oldtown', 'Old Town', 'IDR', 'Asia/Jakarta', 0, 0, '{"type":"Polygon","coordinates":[]}', 1500, 100, 20000,
      1000, 120, 5000, 300, 500, 15, 1, 120, '[1000]');
    INSERT INTO users (id, name, email, role, city_id)
    SELECT id, role::text, id || '@example.test', role, 'oldtown' FROM (VALUES
      ('${IDS.rider}'::uuid, 'rider'::role), ('${IDS.driver}', 'driver'), ('${IDS.poorDriver}', 'driver'),
      ('${IDS.admin}', 'admin'), ('${IDS.secondAdmin}', 'admin')) AS u(id, role);
    INSERT INTO drivers (id, city_id) VALUES ('${IDS.driver}', 'oldtown'), ('${IDS.poorDriver}', 'oldtown');
    SELECT ledger.open_city_accounts('oldtown', 'IDR');
    SELECT ledger.open_wallet('rider_wallet', '${IDS.rider}', 'oldtown', 'IDR');
    SELECT ledger.open_wallet('driver_wallet', '${IDS.driver}', 'oldtown', 'IDR');
    SELECT ledger.open_wallet('driver_wallet', '${IDS.poorDriver}', 'oldtown', 'IDR');
    SELECT ledger.post_wallets(
      ARRAY['ops:${CREDIT_KEY}', 'ops:another'], ARRAY['${IDS.credit}', uuidv7()]::uuid[],
      ARRAY['${IDS.rider}', '${IDS.driver}']::uuid[], ARRAY[100000, 50000], ARRAY['credit', 'credit'],
      ARRAY['top_up_clearing', 'top_up_clearing'], ARRAY['first', NULL],
      ARRAY['${IDS.admin}', '${IDS.admin}']::uuid[], ARRAY['first', 'second']);
    ${trip(IDS.settledOrder, "FINISHED", "now()")}
    ${trip(IDS.unsettledOrder, "FINISHED", "now()")}
    ${trip(IDS.runningOrder, "STARTED", "NULL")}
    ${book(IDS.deadOrder, IDS.poorDriver, ["FINISHED", "cash", "now() - interval '1 hour'"])}
    SELECT ledger.settle_trips(
      ARRAY['cash-commission'], ARRAY['${IDS.deadOrder}'::uuid], ARRAY['cash-commission:${IDS.deadOrder}']);
    SELECT ledger.settle_trips(ARRAY['capture'], ARRAY['${IDS.settledOrder}'::uuid], ARRAY['capture:${IDS.settledOrder}']);
    SELECT ledger.request_payout('payout', '${IDS.payout}', uuidv7(), '${IDS.driver}', 30000, '${IDS.driver}', NULL);
    SELECT ledger.adjust('adjust', '${IDS.adjustment}', uuidv7(), a.id, 5000, 'a lost parcel', '${IDS.admin}')
    FROM ledger.accounts a WHERE a.owner_id = '${IDS.rider}';
    SELECT ledger.extend_chain('0 s', 1000);`;
}
