import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";

/**
 * Whether the column is one of `values`. The list is one parameter, so that lists of every length are the same prepared
 * statement; an empty one matches nothing.
 */
export function anyOf(column: PgColumn, values: readonly string[]): SQL {
  const type = sql.raw(column.getSQLType());
  return sql`${column} = ANY(${sql.param([...values])}::${type}[])`;
}
