import { SYSTEM } from "@atlas/core/actor";
import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";

const MAX_AT_ONCE = 200;
const expiredRow = z.object({ requestId: z.string(), cityId: z.string() });

/** Ends the requests that nobody has decided about in their time; returns how many. */
export async function expireApprovals({ db, events }: Pick<ServiceContext, "db" | "events">): Promise<number> {
  const statement = sql`
    SELECT request_id AS "requestId", city_id AS "cityId"
    FROM ledger.expire_approvals(${MAX_AT_ONCE}, ${SYSTEM.userId}::uuid)`;
  const expired = await query(db, expiredRow, statement);
  for (const request of expired) events.publish({ kind: "approval", ...request });
  return expired.length;
}
