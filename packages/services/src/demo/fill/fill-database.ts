import { seededRandom } from "@atlas/core/seeded-random";
import { connect, type Database, disconnect } from "@atlas/db/connect";
import { query, queryOne, timeColumn } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { JAKARTA } from "../jakarta.ts";
import { seedCity } from "../seed-demo.ts";
import { type FillContext, makeFillFunctions } from "./fill-context.ts";
import { fillLedger } from "./fill-ledger.ts";
import { fillOrders, fillRoutes } from "./fill-orders.ts";
import { FILLED_DOMAIN, fillPeople } from "./fill-people.ts";

export interface FillOptions {
  readonly orders: number;
  readonly people: number;
  readonly seed: number;
  /** Called with each step that is done, and how much of the orders is. */
  readonly onProgress?: (step: string) => void;
}

/** One table of a filled database. */
export interface FilledTable {
  readonly table: string;
  /** As the statistics have them, to the last vacuum. */
  readonly rows: number;
  /** With its indexes. */
  readonly bytes: number;
}

/** Why a database is not filled, and what is in it. Nothing was changed. */
export class FillRefusal extends Error {
  override readonly name = "FillRefusal";
}

const DAYS = 365;
const BATCH = 50_000;
const FEWEST_PEOPLE = 100;

/**
 * Fills a demo's database, as its owner, with a year of orders until today and what hangs on them: people, vehicles, moves, evidence,
 * offers, tracks, alerts, and the ledger's postings with their chain. The same options on the same day give the same rows. A fill that
 * broke off is not taken up again: it begins on a new database.
 * @throws FillRefusal for a database with people who are no demo's, or with orders
 */
export async function fillDatabase(databaseUrl: string, options: FillOptions): Promise<void> {
  if (options.people < FEWEST_PEOPLE) throw new FillRefusal(`A fill needs at least ${FEWEST_PEOPLE} people.`);
  // One connection: the steps share its temporary tables.
  const db = connect(databaseUrl, { applicationName: "atlas-fill", role: null, max: 1, keepsSession: true });
  try {
    await refuseUsed(db);
    // Large sorts in memory, and no compilation of statements that run once.
    await db.execute(sql`SET work_mem = '128MB'`);
    await db.execute(sql`SET jit = off`);
    await seedCity(db);
    const fill = { ...options, cityId: JAKARTA.id, currency: JAKARTA.currency, days: DAYS, since: await yearStart(db) };
    const say = options.onProgress ?? (() => {});
    await db.transaction(async (tx) => {
      await makeFillFunctions(tx, fill);
      await fillPeople(tx, fill);
      await fillRoutes(tx, seededRandom(fill.seed));
    });
    say(`${fill.people} people`);
    await fillInBatches(db, fill, say);
    await sumUpDrivers(db);
    await tidy(db);
    say("statistics");
  } finally {
    await disconnect(db);
  }
}

const foundRow = z.object({ strangers: z.boolean(), filled: z.int(), orders: z.boolean(), postings: z.boolean() });

async function refuseUsed(db: Database): Promise<void> {
  const found = await queryOne(
    db,
    foundRow,
    sql`SELECT EXISTS (SELECT FROM users WHERE NOT is_demo) AS strangers, EXISTS (SELECT FROM orders) AS orders,
      (SELECT count(*)::integer FROM users WHERE email LIKE ${`%@${FILLED_DOMAIN}`}) AS filled,
      EXISTS (SELECT FROM ledger.accounts WHERE owner_id IS NULL AND last_seq > 0
        AND kind IN ('cash_clearing', 'platform_revenue', 'tax', 'promotions')) AS postings`,
  );
  if (found.strangers)
    throw new FillRefusal("This database has people who are not of a demo: nothing is filled into it.");
  if (found.filled > 0) throw new FillRefusal(`This database was filled before: it has ${found.filled} such people.`);
  if (found.orders || found.postings) {
    throw new FillRefusal(
      "This database has orders or payments, and a fill begins a year before them. Take a new one.",
    );
  }
}

const sinceRow = z.object({ since: timeColumn });

/** So many days before today's midnight in the city, less what the last trip may take. */
async function yearStart(db: Database): Promise<Date> {
  const statement = sql`
    SELECT date_trunc('day', clock.now() AT TIME ZONE ${JAKARTA.timezone}) AT TIME ZONE ${JAKARTA.timezone}
      - make_interval(days => ${DAYS}, hours => 4) AS since`;
  return (await queryOne(db, sinceRow, statement)).since;
}

async function fillInBatches(db: Database, fill: FillContext, say: (step: string) => void): Promise<void> {
  let postedFrom = fill.since;
  for (let first = 1; first <= fill.orders; first += BATCH) {
    const batch = { first, last: Math.min(first + BATCH - 1, fill.orders), postedFrom };
    postedFrom = await db.transaction(async (tx) => {
      await fillOrders(tx, fill, batch);
      return await fillLedger(tx, fill, batch);
    });
    say(`${batch.last} of ${fill.orders} orders`);
  }
}

/** What a driver's row counts of trips, as the trips have it. */
async function sumUpDrivers(db: Database): Promise<void> {
  await db.execute(sql`
    UPDATE drivers d SET offers_seen = t.trips, offers_accepted = t.trips, rating_sum = t.stars, rating_count = t.ratings
    FROM (SELECT driver_id, count(*) AS trips, coalesce(sum(rating_stars), 0) AS stars, count(rating_stars) AS ratings
      FROM orders WHERE driver_id IS NOT NULL GROUP BY 1) AS t
    WHERE d.id = t.driver_id`);
}

const FILLED_TABLES = [
  "public.users",
  "public.drivers",
  "public.vehicles",
  "public.quotes",
  "public.orders",
  "public.order_transitions",
  "public.order_evidence",
  "public.offers",
  "public.dispatch_rounds",
  "public.trip_tracks",
  "public.alerts",
  "ledger.accounts",
  "ledger.holds",
  "ledger.settlements",
  "ledger.transfers",
  "ledger.entries",
  "ledger.chain_links",
];

async function tidy(db: Database): Promise<void> {
  for (const table of FILLED_TABLES) await db.execute(sql.raw(`VACUUM (ANALYZE) ${table}`));
}

const tableRow = z.object({ table: z.string(), rows: z.number(), bytes: z.bigint().transform(Number) });

/** The tables that a fill writes, the largest first. */
export async function measureTables(databaseUrl: string): Promise<FilledTable[]> {
  const db = connect(databaseUrl, { applicationName: "atlas-fill", role: null, max: 1 });
  try {
    return await query(
      db,
      tableRow,
      sql`SELECT t.name AS table, c.reltuples::float8 AS rows, pg_total_relation_size(c.oid) AS bytes
        FROM unnest(${sql.param(FILLED_TABLES)}::text[]) AS t(name) JOIN pg_class c ON c.oid = t.name::regclass ORDER BY bytes DESC`,
    );
  } finally {
    await disconnect(db);
  }
}
