import type { Database } from "@atlas/db/connect";
import { query, queryOne } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";

const tableRow = z.object({ schema: z.string(), name: z.string() });
const countRow = z.object({ count: z.int() });

/** How many rows every table holds, by `schema.table`; for tests that nothing was written. */
export async function countRows(db: Database): Promise<Readonly<Record<string, number>>> {
  const tables = await query(
    db,
    tableRow,
    sql`
      SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
      WHERE table_type = 'BASE TABLE' AND table_schema IN ('public', 'ledger') ORDER BY 1, 2`,
  );
  const counts: Record<string, number> = {};
  for (const { schema, name } of tables) {
    const rows = sql`SELECT count(*)::int AS count FROM ${sql.identifier(schema)}.${sql.identifier(name)}`;
    counts[`${schema}.${name}`] = (await queryOne(db, countRow, rows)).count;
  }
  return counts;
}
