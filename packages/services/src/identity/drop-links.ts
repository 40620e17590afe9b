import { accountRequests, users } from "@atlas/db/schema/identity";
import { and, eq, inArray, or } from "drizzle-orm";
import type { UnitOfWork } from "../messaging/in-transaction.ts";

/** Voids the links that were mailed for an account's password, or for a new address of it, before something else was settled. */
export async function dropLinks(tx: UnitOfWork, userId: string): Promise<void> {
  const own = tx.select({ email: users.email }).from(users).where(eq(users.id, userId));
  await tx
    .delete(accountRequests)
    .where(
      or(
        and(eq(accountRequests.kind, "reset-password"), inArray(accountRequests.email, own)),
        and(eq(accountRequests.kind, "change-email"), eq(accountRequests.userId, userId)),
      ),
    );
}
