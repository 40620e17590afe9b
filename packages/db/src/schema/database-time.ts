import { sql } from "drizzle-orm";

/** The instant by the one clock, read in Postgres: the default of columns that say when a row was written. */
export const databaseTime = sql`clock.now()`;
