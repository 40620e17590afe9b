import { accountRequests } from "@atlas/db/schema/identity";
import { and, eq } from "drizzle-orm";
import { homeCityId } from "../cities/get-city.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { linkExpired, useLink } from "./account-requests.ts";
import type { IdentityContext } from "./identity-context.ts";
import { openUser } from "./open-user.ts";

/**
 * Opens the account that a sign-up asked for; other sign-ups with the address are void. Returns the address to sign in with.
 * @throws DomainError LINK_EXPIRED, also when the address has got an account meanwhile
 */
export async function confirmSignUp(ctx: IdentityContext, token: string): Promise<{ readonly email: string }> {
  const cityId = await homeCityId(ctx.services, null);
  return await inTransaction(ctx, async (tx) => {
    const { email, role, profile, passwordHash } = await useLink(tx, ctx, { kind: "sign-up", token });
    if (role === null || profile === null || passwordHash === null) throw new Error("a sign-up without a person");
    if (!(await openUser(tx, ctx, { email, role, profile, passwordHash, cityId }))) {
      throw linkExpired("This address has an account by now. Sign in, or ask for a new password.");
    }
    await tx.delete(accountRequests).where(and(eq(accountRequests.email, email), eq(accountRequests.kind, "sign-up")));
    return { email };
  });
}
