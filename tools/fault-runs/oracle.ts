import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import postgres, { type ReservedSql, type TransactionSql } from "postgres";

import type { Acknowledged } from "./acknowledged.ts";

const ORACLE_DIR = join(import.meta.dirname, "oracle");

/** A rule that the database breaks, with up to three of the rows that break it. */
export interface Violation {
  readonly rule: string;
  readonly rows: number;
  readonly examples: readonly string[];
}

/** The rules by name: each file is one query whose rows break the rule that its first line states. */
export function readRules(): ReadonlyMap<string, string> {
  const files = globSync(join(ORACLE_DIR, "rules", "*.sql")).toSorted();
  return new Map(files.map((file) => [basename(file, ".sql"), readFileSync(file, "utf8")]));
}

/**
 * The oracle: holds a database, which nobody writes to any more, against plain SQL that shares nothing with the code it
 * checks. Needs a superuser's address past every proxy, of a server that keeps commit times.
 */
export class Oracle implements AsyncDisposable {
  readonly #pool: postgres.Sql;
  readonly #session: ReservedSql;
  readonly #rules = readRules();

  private constructor(pool: postgres.Sql, session: ReservedSql) {
    this.#pool = pool;
    this.#session = session;
  }

  static async open(databaseUrl: string, acknowledged: Acknowledged): Promise<Oracle> {
    const pool = postgres(databaseUrl, { max: 1, onnotice: () => {} });
    const session = await pool.reserve();
    await session.unsafe(readFileSync(join(ORACLE_DIR, "session.sql"), "utf8"));
    for (const [table, rows] of [
      ["acknowledged_quotes", acknowledged.quotes],
      ["acknowledged_orders", acknowledged.orders],
      ["acknowledged_moves", acknowledged.moves],
      ["acknowledged_cancels", acknowledged.cancels],
      ["acknowledged_credits", acknowledged.credits],
      ["acknowledged_positions", acknowledged.positions],
    ] as const) {
      const json = JSON.stringify(rows);
      await session.unsafe(
        `INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1::text::json)`,
        [json],
      );
    }
    return new Oracle(pool, session);
  }

  /** The rules that are broken; empty when all is sound. */
  async violations(): Promise<Violation[]> {
    return await brokenRules(this.#session, this.#rules);
  }

  /** What the rules say after `plant`, which is taken back; constraints and triggers are asleep meanwhile. */
  async violationsAfter(plant: string): Promise<Violation[]> {
    await this.#session.unsafe("BEGIN");
    try {
      await this.#session.unsafe(DISARM);
      await this.#session.unsafe(plant);
      return await brokenRules(this.#session, this.#rules);
    } finally {
      await this.#session.unsafe("ROLLBACK");
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#session.release();
    await this.#pool.end({ timeout: 2 });
  }
}

/** Foreign keys and ordinary triggers sleep in replica mode; those that refuse changes even then are switched off. */
const DISARM = `
  SET LOCAL session_replication_role = replica;
  DO $$
  DECLARE
    v_table regclass;
  BEGIN
    FOR v_table IN
      SELECT DISTINCT tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A' AND tgparentid = 0
    LOOP
      EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', v_table);
    END LOOP;
  END
  $$;`;

async function brokenRules(
  session: ReservedSql | TransactionSql,
  rules: ReadonlyMap<string, string>,
): Promise<Violation[]> {
  const found: Violation[] = [];
  for (const [rule, query] of rules) {
    const rows = await session.unsafe(query);
    if (rows.length === 0) continue;
    const examples = rows.slice(0, 3).map((row) => JSON.stringify(row));
    found.push({ rule, rows: rows.length, examples });
  }
  return found;
}
