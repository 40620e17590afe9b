import type { Actor } from "@atlas/core/actor";
import type { MailLocale } from "@atlas/core/mail/mail-order";
import { accountRequests, credentials, users } from "@atlas/db/schema/identity";
import { and, eq, gt } from "drizzle-orm";
import { inTransaction, type UnitOfWork } from "../messaging/in-transaction.ts";
import { holdSession } from "../sessions/hold-session.ts";
import { refuseRestricted } from "../standing/restriction.ts";
import { addRequest, linkExpired, useLink } from "./account-requests.ts";
import { checkPassword } from "./check-password.ts";
import { dropLinks } from "./drop-links.ts";
import { endSessions } from "./end-sessions.ts";
import { findUser, findUserByEmail, lockEmail } from "./find-user.ts";
import type { IdentityContext } from "./identity-context.ts";
import { lockAccount } from "./lock-account.ts";
import type { AccountChanged } from "./reset-password.ts";

export interface EmailChange {
  readonly newEmail: string;
  readonly currentPassword: string;
  readonly locale: MailLocale;
}

const TAKEN = "This address belongs to another account by now.";

interface Link {
  readonly token: string;
  readonly locale: MailLocale;
}

/**
 * Promises a link to the new address, which takes effect when it is opened. Whether the address is somebody else's only its
 * owner is notified.
 * @throws DomainError WRONG_PASSWORD, ACCOUNT_SUSPENDED, UNAUTHENTICATED when the session has ended meanwhile
 */
export async function requestEmailChange(
  ctx: IdentityContext,
  actor: Actor,
  { newEmail, currentPassword, locale }: EmailChange,
): Promise<void> {
  await checkPassword(ctx.db, actor, currentPassword);
  const { userId } = actor;
  await inTransaction(ctx, async (tx) => {
    await lockAccount(tx, { userId });
    // An owner who took the account back while the password was hashed has ended the session.
    await holdSession(tx, actor);
    await refuseRestricted(tx, userId);
    await dropLinks(tx, userId);
    const requestId = await addRequest(tx, ctx, { kind: "change-email", email: newEmail, userId });
    const resetId = await addRequest(tx, ctx, { kind: "reset-password", email: newEmail });
    await tx.enqueue("send-mail", { template: "confirm-email", locale, requestId, resetId });
  });
}

/**
 * Moves an account to the address that its link went to, and promises the former one a link to undo it, for a week.
 * @throws DomainError LINK_EXPIRED, also when the address has got an account meanwhile; ACCOUNT_BLOCKED, ACCOUNT_SUSPENDED, which leave the
 * link as it is
 */
export async function confirmEmailChange(
  ctx: IdentityContext,
  { token, locale }: Link,
): Promise<{ readonly email: string }> {
  return await inTransaction(ctx, async (tx) => {
    const { userId, email } = await useLink(tx, ctx, { kind: "change-email", token });
    const user = userId === null ? null : await findUser(tx, userId);
    if (user === null) throw linkExpired(TAKEN);
    // Their former address would be free to sign up with anew.
    await refuseRestricted(tx, user.id);
    await dropLinks(tx, user.id);
    if (!(await moveTo(tx, ctx, { userId: user.id, email }))) throw linkExpired(TAKEN);
    const requestId = await addRequest(tx, ctx, { kind: "undo-email", email: user.email, userId: user.id });
    await tx.enqueue("send-mail", { template: "undo-email", locale, requestId });
    return { email };
  });
}

/**
 * Takes an account back to the address it had. The person who moved it away knows its password and may be signed in: all sessions end, the
 * password no longer works, and a link for a new one goes to the address. Who is restricted may, too: a restriction stays with the account.
 * @throws DomainError LINK_EXPIRED, also when the address has got another account meanwhile
 */
export async function undoEmailChange(ctx: IdentityContext, { token, locale }: Link): Promise<AccountChanged> {
  return await inTransaction(ctx, async (tx) => {
    const { userId, email, createdAt } = await useLink(tx, ctx, { kind: "undo-email", token });
    if (userId === null) throw linkExpired(TAKEN);
    await dropLinks(tx, userId);
    if (!(await moveTo(tx, ctx, { userId, email }))) throw linkExpired(TAKEN);
    // Links back to later addresses belong to the person who moved it.
    await tx
      .delete(accountRequests)
      .where(
        and(
          eq(accountRequests.userId, userId),
          eq(accountRequests.kind, "undo-email"),
          gt(accountRequests.createdAt, createdAt),
        ),
      );
    await tx.update(credentials).set({ password: null }).where(eq(credentials.userId, userId));
    const endedTokens = await endSessions(tx, ctx, { userId });
    const requestId = await addRequest(tx, ctx, { kind: "reset-password", email });
    await tx.enqueue("send-mail", { template: "reset-password", locale, requestId });
    return { email, endedTokens };
  });
}

/** False when the address is another account's. */
async function moveTo(
  tx: UnitOfWork,
  ctx: IdentityContext,
  { userId, email }: { readonly userId: string; readonly email: string },
): Promise<boolean> {
  await lockEmail(tx, email);
  const owner = await findUserByEmail(tx, email);
  if (owner !== null && owner.id !== userId) return false;
  const moved = { email, emailVerified: true, updatedAt: ctx.clock() };
  await tx.update(users).set(moved).where(eq(users.id, userId));
  return true;
}
