import { DomainError } from "@atlas/core/errors";
import { databaseTime } from "@atlas/db/schema/database-time";
import { accountRequests } from "@atlas/db/schema/identity";
import { and, eq, gt } from "drizzle-orm";
import { homeCityId } from "../cities/get-city.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { linkExpired, useLink } from "./account-requests.ts";
import type { IdentityContext } from "./identity-context.ts";
import { openUser } from "./open-user.ts";
import { isPasswordOf } from "./password-hash.ts";

interface Confirmation {
  readonly token: string;
  /** Undefined from a page of before, which asked for none. */
  readonly password: string | undefined;
}

/**
 * Opens the account that a sign-up asked for, for who knows its password: the owner of a mailbox gets the links of strangers, too, who
 * signed up with the address, and must not open an account of which a stranger knows the password. Other sign-ups with the address are
 * void. Returns the address to sign in with.
 * @throws DomainError LINK_EXPIRED, also when the address has got an account meanwhile; WRONG_PASSWORD; PASSWORD_REQUIRED for a page of
 * before, where more than one sign-up waits
 */
export async function confirmSignUp(
  ctx: IdentityContext,
  { token, password }: Confirmation,
): Promise<{ readonly email: string }> {
  const cityId = await homeCityId(ctx.services, null);
  await refuseStrangers(ctx, { token, password });
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

/** A link leaves its sign-up as it is here: a person who mistypes tries again. */
async function refuseStrangers({ db, links }: IdentityContext, { token, password }: Confirmation): Promise<void> {
  const id = links.requestIn("sign-up", token);
  if (id === null) return;
  const waiting = and(eq(accountRequests.kind, "sign-up"), gt(accountRequests.expiresAt, databaseTime));
  const [request] = await db
    .select({ email: accountRequests.email, hash: accountRequests.passwordHash })
    .from(accountRequests)
    .where(and(eq(accountRequests.id, id), waiting));
  if (request === undefined) return;
  if (password === undefined) {
    if ((await db.$count(accountRequests, and(eq(accountRequests.email, request.email), waiting))) === 1) return;
    throw new DomainError("PASSWORD_REQUIRED", "Reload the page: it asks for the password of the sign-up.");
  }
  if (request.hash === null || !(await isPasswordOf(request.hash, password))) {
    throw new DomainError("WRONG_PASSWORD", "This link belongs to a sign-up with another password.");
  }
}
