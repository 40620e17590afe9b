import { connect, disconnect, type Database } from "@atlas/db/connect";
import { queryOne } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";

const openRow = z.object({ open: z.int() });

/**
 * Takes the demo's accounts out of use, in a database whose owner `databaseUrl` is. What they have in progress is ended by
 * `endDemoOrders`. Returns how many could still be used. Safe to repeat.
 */
export async function closeDemo(databaseUrl: string): Promise<number> {
  const db = connect(databaseUrl, { applicationName: "atlas-migrate", role: null, max: 1 });
  try {
    return (await queryOne(db, openRow, sql`SELECT public.close_demo() AS open`)).open;
  } finally {
    await disconnect(db);
  }
}

/** How many accounts of the demo somebody could use now. */
export async function countOpenDemoAccounts(db: Database): Promise<number> {
  return (await queryOne(db, openRow, sql`SELECT public.open_demo_accounts() AS open`)).open;
}
