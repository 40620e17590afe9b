import type { Database } from "@atlas/db/connect";
import { sql } from "drizzle-orm";

/** How many rows every table holds, by `schema.table`; for tests that nothing was written. */
export async function countRows(db: Database): Promise<Readonly<Record<string, number>>> {
  const tables = await db.execute<{ schema: string; name: string }>(sql`
    SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
    WHERE table_type = 'BASE TABLE' AND table_schema IN ('public', 'ledger') ORDER BY 1, 2`);
  const counts: Record<string, number> = {};
  for (const { schema, name } of tables) {
    const [row] = await db.execute<{ count: number }>(
      sql`SELECT count(*)::int AS count FROM ${sql.identifier(schema)}.${sql.identifier(name)}`,
    );
    counts[`${schema}.${name}`] = row?.count ?? 0;
  }
  return counts;
}
