import type { Actor } from "@atlas/core/actor";
import { connect, type Database, disconnect } from "@atlas/db/connect";
import { setTestClock } from "@atlas/db/test-clock";
import { createTestDatabase } from "@atlas/db/test-database";
import { pino } from "pino";
import postgres, { type Sql } from "postgres";
import { v7 } from "uuid";
import { SettingsCache } from "../../cities/settings/settings-cache.ts";
import type { ServiceContext } from "../../context.ts";
import { creditWallet } from "../post/credit.ts";
import { PostingCollector } from "../post/posting-collector.ts";
import type { PostingContext } from "../post/posting-context.ts";
import { openCityAccounts, openDriverWallet, openRiderWallet } from "../post/open-accounts.ts";
import { placeTripHold } from "../../settlement/trip-hold.ts";
import { splitTripHold } from "../../settlement/unproven-hold.ts";

export const TEST_CITY = "testville";
export const TEST_CURRENCY = "IDR";
const COMMISSION_BPS = 1_500n;
const TAX_BPS = 100n;
export const ADJUSTMENT_LIMIT = 100_000n;

export const ADMIN: Actor = { userId: "00000000-0000-7000-8000-00000000000a", role: "admin", staffRoles: ["owner"] };
export const SECOND_ADMIN: Actor = {
  userId: "00000000-0000-7000-8000-00000000000b",
  role: "admin",
  staffRoles: ["owner"],
};

/** A system that posts: it gives no reasons, and is held to no limit of operators. */
export const CLERK: Actor = { userId: "00000000-0000-7000-8000-00000000000c", role: "service" };

export type LedgerContext = Pick<ServiceContext, "db" | "settings" | "newId" | "clock" | "events" | "log" | "isDemo"> &
  PostingContext;

export interface TestTrip {
  readonly riderId: string;
  readonly driverId: string;
  readonly fareMinor: bigint;
  /** What is held for it; the fare when absent, nothing for cash. */
  readonly holdMinor?: bigint;
  readonly paymentMethod?: "wallet" | "cash";
  readonly status?: "FINISHED" | "CANCELLED" | "STARTED";
  readonly cancelFeeMinor?: bigint;
  /** Of the fare, what the rider is asked to confirm within ten minutes. */
  readonly unprovenMinor?: bigint;
}

/** `bigint` columns as BigInt. */
type OwnerSql = Sql<{ bigint: bigint }>;

/** A ledger of its own for one test file: a cloned database, reached as the application's role and as its owner. */
export interface LedgerFixture extends AsyncDisposable {
  readonly url: string;
  readonly db: Database;
  /** The superuser, who can do what nobody should. */
  readonly owner: OwnerSql;
  readonly ctx: LedgerContext;
  /** Wallet events published so far: user ids. */
  readonly notified: string[];
  /** Moves `ctx.clock` and SQL to so much ahead of the server. */
  readonly setAhead: (ms: number) => Promise<void>;
  readonly newRider: (fundsMinor?: bigint) => Promise<{ userId: string; accountId: string }>;
  readonly newDriver: (fundsMinor?: bigint) => Promise<{ userId: string; accountId: string }>;
  readonly newTrip: (trip: TestTrip) => Promise<string>;
  readonly balance: (accountId: string) => Promise<{ posted: bigint; held: bigint }>;
}

/** @param connections how many the application's pool may open. */
export async function openLedgerFixture(connections = 10): Promise<LedgerFixture> {
  const database = await createTestDatabase();
  const db = connect(database.url, { applicationName: "ledger-test", max: connections });
  const owner = postgres(database.url, { max: 2, types: { bigint: postgres.BigInt }, onnotice: () => {} });
  await insertCity(owner);
  await openCityAccounts(db, { cityId: TEST_CITY, currency: TEST_CURRENCY });
  await insertUser(owner, ADMIN.userId, "admin");
  await insertUser(owner, SECOND_ADMIN.userId, "admin");

  const notified: string[] = [];
  let aheadMs = 0;
  const nothing = (): void => {};
  const log = pino({ level: "silent" });
  const clock = (): Date => new Date(Date.now() + aheadMs);
  const ctx: LedgerContext = {
    db,
    settings: new SettingsCache({ db, clock, log }),
    postings: new PostingCollector(db),
    newId: () => v7(),
    clock,
    isDemo: true,
    log,
    events: {
      publish: (event) => void (event.kind === "wallet" && notified.push(event.userId)),
      wakeRelay: nothing,
    },
  };
  const fund = async (userId: string, amountMinor: bigint): Promise<void> => {
    if (amountMinor > 0n) await creditWallet(ctx, CLERK, { userId, amountMinor, idempotencyKey: v7() });
  };
  const wallet = { cityId: TEST_CITY, currency: TEST_CURRENCY };
  return {
    url: database.url,
    db,
    owner,
    ctx,
    notified,
    setAhead: async (ms) => {
      await setTestClock(db, ms);
      aheadMs = ms;
    },
    newRider: async (fundsMinor = 0n) => {
      const userId = await insertUser(owner, v7(), "rider");
      const { accountId } = await openRiderWallet(db, { userId, ...wallet });
      await fund(userId, fundsMinor);
      return { userId, accountId };
    },
    newDriver: async (fundsMinor = 0n) => {
      const userId = await insertUser(owner, v7(), "driver");
      await owner`INSERT INTO drivers (id, city_id) VALUES (${userId}, ${TEST_CITY})`;
      const { accountId } = await openDriverWallet(db, { userId, ...wallet });
      await fund(userId, fundsMinor);
      return { userId, accountId };
    },
    newTrip: async (trip) => await insertTrip(ctx, owner, trip),
    balance: async (accountId) => {
      const [row] = await owner<{ posted: bigint; held: bigint }[]>`
        SELECT posted, held FROM ledger.accounts WHERE id = ${accountId}`;
      if (!row) throw new Error("no such account");
      return { posted: row.posted, held: row.held };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([disconnect(db), owner.end({ timeout: 5 })]);
      await database[Symbol.asyncDispose]();
    },
  };
}

async function insertCity(owner: OwnerSql): Promise<void> {
  await owner`
    INSERT INTO cities (id, name, currency, timezone, center_lat, center_lng, service_area, commission_bps, tax_bps,
      minimum_driver_credit_minor, adjustment_limit_minor, cancel_free_s, cancel_fee_minor, waiting_free_s,
      waiting_per_minute_minor, offer_ttl_s, offer_wave_size, search_timeout_s, search_radii_m)
    VALUES (${TEST_CITY}, 'Testville', ${TEST_CURRENCY}, 'Asia/Jakarta', 0, 0, '{"type":"Polygon","coordinates":[]}',
      ${Number(COMMISSION_BPS)}, ${Number(TAX_BPS)}, 20000, ${ADJUSTMENT_LIMIT}, 120, 5000, 300, 500, 15, 1, 120, '[1000]')`;
}

async function insertUser(owner: OwnerSql, userId: string, role: string): Promise<string> {
  await owner`
    INSERT INTO users (id, name, email, role, city_id)
    VALUES (${userId}, ${`${role} ${userId.slice(-4)}`}, ${`${userId}@example.test`}, ${role}, ${TEST_CITY})`;
  return userId;
}

async function insertTrip(ctx: LedgerContext, owner: OwnerSql, trip: TestTrip): Promise<string> {
  const { riderId, driverId, fareMinor, paymentMethod = "wallet", status = "FINISHED" } = trip;
  const orderId = v7();
  const quoteId = v7();
  const holdMinor = trip.holdMinor ?? (paymentMethod === "cash" ? 0n : fareMinor);
  await owner`
    INSERT INTO quotes (id, city_id, rider_id, vehicle_type, tariff_version, pickup_lat, pickup_lng, pickup_label,
      dropoff_lat, dropoff_lng, dropoff_label, distance_m, duration_s, is_estimate, route_polyline, fare_minor, currency,
      surge_bps, expires_at)
    VALUES (${quoteId}, ${TEST_CITY}, ${riderId}, 'go-ride', 1, 0, 0, 'a', 0, 0, 'b', 5000, 900, true, '',
      ${fareMinor}, ${TEST_CURRENCY}, 10000, now() + interval '1 hour')`;
  await owner`
    INSERT INTO orders (id, city_id, rider_id, driver_id, quote_id, status, vehicle_type, payment_method, pickup_lat,
      pickup_lng, pickup_label, dropoff_lat, dropoff_lng, dropoff_label, distance_m, duration_s, is_estimate,
      route_polyline, fare_minor, final_fare_minor, cancel_fee_minor, currency, created_at, expires_at, ended_at)
    VALUES (${orderId}, ${TEST_CITY}, ${riderId}, ${driverId}, ${quoteId}, ${status}, 'go-ride', ${paymentMethod}, 0, 0,
      'a', 0, 0, 'b', 5000, 900, true, '', ${fareMinor}, ${fareMinor}, ${trip.cancelFeeMinor ?? null}, ${TEST_CURRENCY},
      now(), now() + interval '1 hour', ${status === "STARTED" ? null : new Date().toISOString()})`;
  if (holdMinor > 0n) {
    await ctx.db.transaction(async (tx) => {
      await placeTripHold(tx, ctx, {
        orderId,
        riderId,
        cityId: TEST_CITY,
        amountMinor: holdMinor,
        currency: TEST_CURRENCY,
        expiresAt: new Date(ctx.clock().getTime() + 3_600_000),
      });
    });
  }
  if (trip.unprovenMinor !== undefined) await askRider(ctx, owner, orderId, trip);
  return orderId;
}

/** As FINISHED does where the evidence leaves a part of the fare open. */
async function askRider(
  ctx: LedgerContext,
  owner: OwnerSql,
  orderId: string,
  { fareMinor, unprovenMinor = 0n }: TestTrip,
): Promise<void> {
  const provenMinor = fareMinor - unprovenMinor;
  const confirmBy = new Date(ctx.clock().getTime() + 600_000);
  const heldMinor = await ctx.db.transaction(async (tx) =>
    splitTripHold(tx, ctx, { orderId, provenMinor, unprovenMinor, confirmBy }),
  );
  await owner`
    UPDATE orders SET final_fare_minor = ${provenMinor}, unproven_minor = ${heldMinor},
      fare_confirm_by = ${confirmBy.toISOString()}, fare_basis = 'known-distance', fare_known_m = 2000,
      fare_missing = '{end}'
    WHERE id = ${orderId}`;
}
