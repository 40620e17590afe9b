import type { Queryable } from "@atlas/db/connect";
import { users } from "@atlas/db/schema/identity";
import { eq } from "drizzle-orm";

/**
 * A transaction that changes how an account is signed in to waits here for others that do, before touching its links, its password or its
 * sessions: in any other order two of them could wait for each other. Does nothing where there is no account.
 */
export async function lockAccount(
  tx: Queryable,
  whose: { readonly userId: string } | { readonly email: string },
): Promise<void> {
  const own = "userId" in whose ? eq(users.id, whose.userId) : eq(users.email, whose.email);
  await tx.select({ id: users.id }).from(users).where(own).for("no key update");
}
