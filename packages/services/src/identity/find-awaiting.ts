import { databaseTime } from "@atlas/db/schema/database-time";
import { accountRequests } from "@atlas/db/schema/identity";
import { and, desc, eq, gt } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { isPasswordOf } from "./password-hash.ts";

/** Of the sign-ups of one address; more of them were made to keep the machine busy. */
const MAX_TRIED = 3;

/**
 * The sign-up with this address and this password whose link has not been opened; null without one. It is so for an address that has
 * an account, too: only who reads its mail learns which it is.
 */
export async function findAwaiting(
  ctx: Pick<ServiceContext, "db">,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<string | null> {
  const open = await ctx.db
    .select({ id: accountRequests.id, hash: accountRequests.passwordHash })
    .from(accountRequests)
    .where(
      and(
        eq(accountRequests.email, email),
        eq(accountRequests.kind, "sign-up"),
        gt(accountRequests.expiresAt, databaseTime),
      ),
    )
    .orderBy(desc(accountRequests.createdAt))
    .limit(MAX_TRIED);
  for (const { id, hash } of open) if (hash !== null && (await isPasswordOf(hash, password))) return id;
  return null;
}
