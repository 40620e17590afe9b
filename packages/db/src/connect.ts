import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres, { type Sql } from "postgres";
import { prepareStatements } from "./prepare-statements.ts";
import * as cities from "./schema/cities.ts";
import * as drivers from "./schema/drivers.ts";
import * as history from "./schema/history.ts";
import * as identity from "./schema/identity.ts";
import * as messaging from "./schema/messaging.ts";
import * as orders from "./schema/orders.ts";

const schema = { ...identity, ...cities, ...drivers, ...orders, ...messaging, ...history };

/** Rows as postgres.js hands them out here: `bigint` columns as BigInt. */
export type AtlasSql = Sql<{ bigint: bigint }>;
export type Database = PostgresJsDatabase<typeof schema> & { $client: AtlasSql };
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];
/** Either: for reads that run alone or inside a caller's transaction. */
export type Queryable = Database | Transaction;

/** The role that the processes act as. It may append to the ledger and never change what it wrote. */
export const APP_ROLE = "atlas_app";

/** The ledger's chain looks back over fifteen minutes for transfers that committed late: none may take longer. */
const TRANSACTION_TIMEOUT_MS = 600_000;

export interface ConnectOptions {
  /** Connections in the pool. */
  readonly max?: number;
  readonly applicationName: string;
  /** `null` keeps the login's own role (migrations, tests of the owner). */
  readonly role?: string | null;
}

/** A pool of connections to Postgres (≥ 18) acting as `atlas_app`, ten minutes a transaction, and Drizzle on top of it. */
export function connect(databaseUrl: string, options: ConnectOptions): Database {
  const role = options.role === undefined ? APP_ROLE : options.role;
  const client = postgres(databaseUrl, {
    max: options.max ?? 10,
    types: { bigint: postgres.BigInt },
    onnotice: () => {},
    connection: {
      application_name: options.applicationName,
      ...(role ? { role, transaction_timeout: TRANSACTION_TIMEOUT_MS } : {}),
    },
  });
  return drizzle(prepareStatements(client), { schema });
}

/** Lets running queries finish, for at most `deadlineMs`, then closes every connection. */
export async function disconnect(db: Database, deadlineMs = 5_000): Promise<void> {
  await db.$client.end({ timeout: deadlineMs / 1_000 });
}
