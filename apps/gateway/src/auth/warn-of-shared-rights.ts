import type { Database } from "@atlas/db/connect";
import { queryOne } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import type { Logger } from "pino";
import { z } from "zod";

const rightsRow = z.object({ readsHashes: z.boolean() });

/** Says at the start what lets somebody who took over the servers' log-in read password hashes. */
export async function warnOfSharedRights(options: {
  /** Acting as the servers' role. */
  readonly db: Database;
  readonly log: Logger;
  /** Whether the auth library has a log-in of its own, or needs none. */
  readonly hasOwnLogin: boolean;
}): Promise<void> {
  const { readsHashes } = await queryOne(
    options.db,
    rightsRow,
    sql`SELECT has_table_privilege('public.credentials', 'SELECT') AS "readsHashes"`,
  );
  if (readsHashes) {
    options.log.warn(
      "the servers' role still has the rights that the version before needs: end them with the next migrate",
    );
  }
  if (!options.hasOwnLogin) {
    options.log.warn(
      "the auth library shares the servers' log-in: give it one of its own with ATLAS_AUTH_DATABASE_URL",
    );
  }
}
