import { MAX_NAME } from "@atlas/core/profile-fields";
import { type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";

/** A name as views show it: names that are older than their limit are cut to it, in the database, so that a list stays small. */
export function shownName(column: AnyPgColumn | SQL): SQL<string> {
  return sql<string>`left(${column}, ${sql.raw(String(MAX_NAME))})`;
}
