import type { Transaction } from "@atlas/db/connect";
import { staffRoles, users } from "@atlas/db/schema/identity";
import { and, eq, sql } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { isAdmitted } from "./restriction.ts";

/**
 * The owners who can sign in and have done so. A transaction that makes them fewer waits here for others that do: of two owners who take each
 * other's role away, or block each other, the second sees what the first did. Taken after the person's lock. Once the demo is over its
 * accounts own nothing.
 */
export async function lockOwners(tx: Transaction, { isDemo }: Pick<ServiceContext, "isDemo">): Promise<string[]> {
  // Not on the rows, which the servers' role may not lock.
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended('owners', 0))`);
  const owners = await tx
    .select({ userId: users.id })
    .from(staffRoles)
    .innerJoin(users, eq(users.id, staffRoles.userId))
    .where(
      and(
        eq(staffRoles.role, "owner"),
        eq(users.emailVerified, true),
        isDemo ? undefined : eq(users.isDemo, false),
        isAdmitted(tx),
      ),
    );
  return owners.map(({ userId }) => userId);
}
