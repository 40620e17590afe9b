import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { writableHost } from "./database-url.ts";
import { type AtlasSql, DRIVER } from "./driver.ts";
import { POOL_LIMITS, type PoolUse } from "./pool-limits.ts";
import { preparing } from "./preparing.ts";
import { APP_ROLE } from "./roles.ts";
import * as cities from "./schema/cities.ts";
import * as drivers from "./schema/drivers.ts";
import * as history from "./schema/history.ts";
import * as identity from "./schema/identity.ts";
import * as messaging from "./schema/messaging.ts";
import * as orders from "./schema/orders.ts";

const schema = { ...identity, ...cities, ...drivers, ...orders, ...messaging, ...history };

export type Database = PostgresJsDatabase<typeof schema> & { readonly [DRIVER]: AtlasSql };
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];
/** Either: for reads that run alone or inside a caller's transaction. */
export type Queryable = Database | Transaction;

/** Seconds: on our side when the first probe goes out on an idle connection, on the server's when, how often and how many. */
const KEEP_ALIVE = { firstS: 10, everyS: 5, probes: 3 };
/** How often a server looks, during a long statement, whether its client is still there. */
const CLIENT_CHECK_MS = 2_000;

export interface ConnectOptions {
  readonly applicationName: string;
  /** Decides how long everything may take; `batch` when left out. */
  readonly use?: PoolUse;
  /** Connections in the pool, when not the number that goes with `use`. */
  readonly max?: number;
  /** `null` keeps the login's own role (migrations, tests of the owner). */
  readonly role?: string | null;
  /** The session is kept for as long as the pool, because something lies in it: otherwise a connection is renewed within the hour. */
  readonly keepsSession?: boolean;
  /** Called when a connection has gone silent: other pools will lose theirs too. See `renewIdle`. */
  readonly onSilence?: (sinceMs: number) => void;
}

/**
 * A pool of connections to Postgres (≥ 18) acting as `atlas_app`, and Drizzle on top of it. Nothing on it waits for ever:
 * see `PoolLimits`. Of several hosts in the URL it finds the one that may be written to.
 */
export function connect(databaseUrl: string, { use = "batch", ...options }: ConnectOptions): Database {
  const role = options.role === undefined ? APP_ROLE : options.role;
  const client = postgres(databaseUrl, {
    ...driverOptions(use),
    ...writableHost(databaseUrl),
    ...(options.max === undefined ? {} : { max: options.max }),
    ...(options.keepsSession === true ? { max_lifetime: null, idle_timeout: 0 } : {}),
    ...(options.onSilence === undefined ? {} : { onsilence: options.onSilence }),
    types: { bigint: postgres.BigInt },
    connection: {
      ...serverLimits(use),
      application_name: options.applicationName,
      ...(role ? { role } : {}),
    },
  });
  return Object.assign(drizzle(preparing(client), { schema }), { [DRIVER]: client });
}

/** Replaces the idle connections on which nothing was heard since then, in the milliseconds of `performance.now()`. */
export function renewIdle(db: Database, sinceMs: number): void {
  db[DRIVER].renew(sinceMs);
}

/** In the driver's words, which count in seconds. */
interface DriverOptions {
  readonly max: number;
  readonly connect_timeout: number;
  readonly silence_timeout: number;
  readonly queue_timeout?: number;
  readonly idle_timeout?: number;
  readonly keep_alive: number;
  readonly backoff: () => number;
  readonly onnotice: () => void;
}

/** What the driver watches over. A server that went silent cannot say anything, and its connections are destroyed. */
export function driverOptions(use: PoolUse): DriverOptions {
  const { connections, connectMs, queueMs, silenceMs, idleMs } = POOL_LIMITS[use];
  return {
    max: connections,
    connect_timeout: connectMs / 1_000,
    silence_timeout: silenceMs / 1_000,
    ...(queueMs === null ? {} : { queue_timeout: queueMs / 1_000 }),
    ...(idleMs === null ? {} : { idle_timeout: idleMs / 1_000 }),
    keep_alive: KEEP_ALIVE.firstS,
    // Constant: an outage of a second must not be followed by twenty of waiting.
    backoff: () => 0.1 + Math.random() / 5,
    onnotice: () => {},
  };
}

/** What the server watches over, as settings of the session. A client that went silent must not keep its locks. */
export function serverLimits(use: PoolUse): Readonly<Record<string, number>> {
  const { lockMs, statementMs, idleInTransactionMs, transactionMs } = POOL_LIMITS[use];
  return {
    lock_timeout: lockMs,
    statement_timeout: statementMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    transaction_timeout: transactionMs,
    client_connection_check_interval: CLIENT_CHECK_MS,
    tcp_keepalives_idle: KEEP_ALIVE.firstS,
    tcp_keepalives_interval: KEEP_ALIVE.everyS,
    tcp_keepalives_count: KEEP_ALIVE.probes,
  };
}

/** Lets running queries finish, for at most `deadlineMs`, then closes every connection. */
export async function disconnect(db: Database, deadlineMs = 5_000): Promise<void> {
  await db[DRIVER].end({ timeout: deadlineMs / 1_000 });
}
