import type { Database } from "@atlas/db/connect";
import { query } from "@atlas/db/query";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";

const tableRow = z.object({ schema: z.string(), name: z.string() });
const countRow = z.object({ table: z.string(), count: z.int(), newest: z.string() });

/** How many rows every table holds, by `schema.table`; for tests that nothing was written. */
export async function countRows(db: Database): Promise<Readonly<Record<string, number>>> {
  const counted = await query(db, countRow, countsOf(await tablesOf(db)));
  return Object.fromEntries(counted.map(({ table, count }) => [table, count]));
}

/**
 * The same with the newest transaction that has written a row of each: differs also where rows have only been changed. Of the tables
 * that there are now.
 */
export async function rowMarks(db: Database): Promise<() => Promise<Readonly<Record<string, string>>>> {
  const counts = countsOf(await tablesOf(db));
  return async () => {
    const counted = await query(db, countRow, counts);
    return Object.fromEntries(counted.map(({ table, count, newest }) => [table, `${count}, ${newest}`]));
  };
}

type Table = z.infer<typeof tableRow>;

async function tablesOf(db: Database): Promise<readonly Table[]> {
  return await query(
    db,
    tableRow,
    sql`
      SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
      WHERE table_type = 'BASE TABLE' AND table_schema IN ('public', 'ledger') ORDER BY 1, 2`,
  );
}

function countsOf(tables: readonly Table[]): SQL {
  const counts = tables.map(({ schema, name }) => {
    const from = sql`${sql.identifier(schema)}.${sql.identifier(name)}`;
    const table = sql`${`${schema}.${name}`}::text`;
    return sql`SELECT ${table} AS table, count(*)::int AS count, coalesce(max(xmin::text::bigint), 0)::text AS newest FROM ${from}`;
  });
  return sql.join(counts, sql` UNION ALL `);
}
