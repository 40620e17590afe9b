import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { databaseTime } from "./schema/database-time.ts";

/** Whether an instant is more than a day past, by the one clock: from then on drivers keep less of a trip. False where there is none. */
export function isADayPast(at: SQLWrapper): SQL<boolean> {
  return sql<boolean>`coalesce(${at} < ${databaseTime} - interval '1 day', false)`;
}
