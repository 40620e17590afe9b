import type { Actor } from "@atlas/core/actor";
import type { MailLocale } from "@atlas/core/mail/mail-order";
import { inTransaction } from "../messaging/in-transaction.ts";
import { checkPassword } from "./check-password.ts";
import { endSessions } from "./end-sessions.ts";
import { dropLinks } from "./drop-links.ts";
import type { IdentityContext } from "./identity-context.ts";
import { hashNewPassword } from "./new-password.ts";
import { setPassword } from "./set-password.ts";

export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
  /** Other sessions end unless this is so. */
  readonly keepsOtherSessions: boolean;
  readonly locale: MailLocale;
}

/**
 * Changes the password of whoever knows the present one. The session that asks goes on. Returns the tokens of those that ended.
 * @throws DomainError WRONG_PASSWORD, PASSWORD_TOO_COMMON
 */
export async function changePassword(
  ctx: IdentityContext,
  actor: Actor,
  { currentPassword, newPassword, keepsOtherSessions, locale }: PasswordChange,
): Promise<readonly string[]> {
  await checkPassword(ctx.db, actor, currentPassword);
  const { userId, sessionId } = actor;
  const passwordHash = await hashNewPassword(newPassword);
  return await inTransaction(ctx, async (tx) => {
    await setPassword(tx, ctx, { userId, passwordHash, locale });
    await dropLinks(tx, userId);
    return keepsOtherSessions ? [] : await endSessions(tx, ctx, { userId, exceptId: sessionId });
  });
}
