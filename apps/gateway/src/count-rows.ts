import type { Database } from "@atlas/db/connect";
import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";

const tableRow = z.object({ schema: z.string(), name: z.string() });
const countRow = z.object({ table: z.string(), count: z.int(), newest: z.string() });
type Counted = z.infer<typeof countRow>;

/** How many rows every table holds, by `schema.table`; for tests that nothing was written. */
export async function countRows(db: Database): Promise<Readonly<Record<string, number>>> {
  return Object.fromEntries((await countTables(db)).map(({ table, count }) => [table, count]));
}

/** The same with the newest transaction that has written a row of each: differs also where rows have only been changed. */
export async function markRows(db: Database): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries((await countTables(db)).map(({ table, count, newest }) => [table, `${count}, ${newest}`]));
}

async function countTables(db: Database): Promise<readonly Counted[]> {
  const tables = await query(
    db,
    tableRow,
    sql`
      SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
      WHERE table_type = 'BASE TABLE' AND table_schema IN ('public', 'ledger') ORDER BY 1, 2`,
  );
  const counts = tables.map(({ schema, name }) => {
    const from = sql`${sql.identifier(schema)}.${sql.identifier(name)}`;
    const table = sql`${`${schema}.${name}`}::text`;
    return sql`SELECT ${table} AS table, count(*)::int AS count, coalesce(max(xmin::text::bigint), 0)::text AS newest FROM ${from}`;
  });
  return await query(db, countRow, sql.join(counts, sql` UNION ALL `));
}
