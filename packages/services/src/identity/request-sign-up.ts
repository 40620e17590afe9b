import type { SignUpRole } from "@atlas/core/account-request";
import type { MailLocale } from "@atlas/core/mail/mail-order";
import type { SignUpProfile } from "@atlas/db/schema/identity";
import { inTransaction } from "../messaging/in-transaction.ts";
import { addRequest } from "./account-requests.ts";
import type { IdentityContext } from "./identity-context.ts";
import { hashNewPassword } from "./new-password.ts";

/** Who wants an account, with fields that have been read. */
export interface SignUp {
  readonly email: string;
  readonly password: string;
  readonly role: SignUpRole;
  readonly profile: SignUpProfile;
  readonly locale: MailLocale;
}

/**
 * Promises a mail to the address, and an account to the person who opens its link. Nobody looks here whether the address has one: that
 * is the mail's business, so that neither the response nor its time reveals it. An owner gets a link for a new password instead.
 * @throws DomainError PASSWORD_TOO_COMMON, PASSWORD_TOO_OBVIOUS
 */
export async function requestSignUp(ctx: IdentityContext, signUp: SignUp): Promise<void> {
  const { email, password, role, profile, locale } = signUp;
  const passwordHash = await hashNewPassword(ctx.db, password, { email, name: profile.name });
  await inTransaction(ctx, async (tx) => {
    const requestId = await addRequest(tx, ctx, { kind: "sign-up", email, role, profile, passwordHash });
    const resetId = await addRequest(tx, ctx, { kind: "reset-password", email });
    await tx.enqueue("send-mail", { template: "confirm-sign-up", locale, requestId, resetId });
  });
}
