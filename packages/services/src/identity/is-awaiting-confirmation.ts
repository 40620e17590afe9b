import { databaseTime } from "@atlas/db/schema/database-time";
import { accountRequests } from "@atlas/db/schema/identity";
import { and, desc, eq, gt } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { isPasswordOf } from "./password-hash.ts";

/** Of the sign-ups of one address; more of them were made to keep the machine busy. */
const MAX_TRIED = 3;

/**
 * Whether these are the address and the password of a sign-up whose link has not been opened. It is so for an address that has
 * an account, too: only who reads its mail learns which it is.
 */
export async function isAwaitingConfirmation(
  ctx: Pick<ServiceContext, "db">,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<boolean> {
  const open = await ctx.db
    .select({ hash: accountRequests.passwordHash })
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
  for (const { hash } of open) if (hash !== null && (await isPasswordOf(hash, password))) return true;
  return false;
}
