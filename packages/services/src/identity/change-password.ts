import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import type { MailLocale } from "@atlas/core/mail/mail-order";
import { knownDevices } from "@atlas/db/schema/devices";
import { eq } from "drizzle-orm";
import { inTransaction } from "../messaging/in-transaction.ts";
import { holdSession } from "../sessions/hold-session.ts";
import { checkPassword } from "./check-password.ts";
import { findUser } from "./find-user.ts";
import { endSessions } from "./end-sessions.ts";
import { dropLinks } from "./drop-links.ts";
import type { IdentityContext } from "./identity-context.ts";
import { lockAccount } from "./lock-account.ts";
import { hashNewPassword } from "./new-password.ts";
import { setPassword } from "./set-password.ts";

export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
  /** Other sessions end unless this is so, and no device is known any more. */
  readonly keepsOtherSessions: boolean;
  readonly locale: MailLocale;
}

/**
 * Changes the password of a person who knows the present one. The session that asks goes on. Returns the tokens of those that ended.
 * @throws DomainError WRONG_PASSWORD, PASSWORD_TOO_COMMON, PASSWORD_TOO_OBVIOUS, UNAUTHENTICATED when the session has ended meanwhile
 */
export async function changePassword(
  ctx: IdentityContext,
  actor: Actor,
  { currentPassword, newPassword, keepsOtherSessions, locale }: PasswordChange,
): Promise<readonly string[]> {
  await checkPassword(ctx.db, actor, currentPassword);
  const { userId, sessionId } = actor;
  const user = await findUser(ctx.db, userId);
  if (user === null) throw new DomainError("UNAUTHENTICATED", "Sign in first.");
  const passwordHash = await hashNewPassword(ctx.db, newPassword, user);
  return await inTransaction(ctx, async (tx) => {
    await lockAccount(tx, { userId });
    // An owner who took the account back while the passwords were hashed has ended the session.
    await holdSession(tx, actor);
    await setPassword(tx, ctx, { userId, passwordHash, locale });
    await dropLinks(tx, userId);
    if (keepsOtherSessions) return [];
    await tx.delete(knownDevices).where(eq(knownDevices.userId, userId));
    return await endSessions(tx, ctx, { userId, exceptId: sessionId });
  });
}
