import type { MailLocale } from "@atlas/core/mail/mail-order";
import { knownDevices } from "@atlas/db/schema/devices";
import { users } from "@atlas/db/schema/identity";
import { eq } from "drizzle-orm";
import { inTransaction } from "../messaging/in-transaction.ts";
import { linkExpired, useLink } from "./account-requests.ts";
import { dropLinks } from "./drop-links.ts";
import { endSessions } from "./end-sessions.ts";
import { findRequest } from "./find-request.ts";
import { findUserByEmail } from "./find-user.ts";
import type { IdentityContext } from "./identity-context.ts";
import { hashNewPassword } from "./new-password.ts";
import { setPassword } from "./set-password.ts";

export interface PasswordReset {
  readonly token: string;
  readonly newPassword: string;
  readonly locale: MailLocale;
}

/** What has become of an account. */
export interface AccountChanged {
  /** The address to sign in with. */
  readonly email: string;
  readonly endedTokens: readonly string[];
}

/**
 * Sets a new password by a link, which proves the address as well. All sessions end, and other links that were mailed for the
 * account's password or address before are void. No device is known any more.
 * @throws DomainError LINK_EXPIRED, PASSWORD_TOO_COMMON, PASSWORD_TOO_OBVIOUS
 */
export async function resetPassword(ctx: IdentityContext, reset: PasswordReset): Promise<AccountChanged> {
  const { token, newPassword, locale } = reset;
  // Nobody makes the machine hash passwords with links of their own invention.
  const requestId = ctx.links.requestIn("reset-password", token);
  const request = requestId === null ? null : await findRequest(ctx.db, requestId);
  const owner = request === null ? null : await findUserByEmail(ctx.db, request.email);
  const passwordHash = owner === null ? "" : await hashNewPassword(ctx.db, newPassword, owner);
  return await inTransaction(ctx, async (tx) => {
    if (owner === null) throw linkExpired("This link was used before or has expired. Ask for a new one.");
    const { email } = await useLink(tx, ctx, { kind: "reset-password", token });
    const [user] = await tx
      .update(users)
      .set({ emailVerified: true })
      .where(eq(users.email, email))
      .returning({ id: users.id });
    if (user === undefined) throw linkExpired("The account has another address by now.");
    await setPassword(tx, ctx, { userId: user.id, passwordHash, locale });
    await dropLinks(tx, user.id);
    // Somebody else may have one of them.
    await tx.delete(knownDevices).where(eq(knownDevices.userId, user.id));
    return { email, endedTokens: await endSessions(tx, ctx, { userId: user.id }) };
  });
}
