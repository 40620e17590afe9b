import type { MailLocale } from "@atlas/core/mail/mail-order";
import { inTransaction } from "../messaging/in-transaction.ts";
import { addRequest } from "./account-requests.ts";
import { findAwaiting } from "./find-awaiting.ts";
import type { IdentityContext } from "./identity-context.ts";

export interface AskedByMail {
  readonly email: string;
  readonly locale: MailLocale;
}

/** Promises a link for a new password to the address, should it have an account: the mail finds out, the response does not reveal it. */
export async function requestPasswordReset(ctx: IdentityContext, { email, locale }: AskedByMail): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const requestId = await addRequest(tx, ctx, { kind: "reset-password", email });
    await tx.enqueue("send-mail", { template: "reset-password", locale, requestId });
  });
}

/**
 * Promises the link of a sign-up once more, should one with the address be waiting for it: of several the one with this password. A page of
 * before gives none, and gets the newest; it takes that one's password to confirm it.
 */
export async function confirmAgain(
  ctx: IdentityContext,
  { email, password, locale }: AskedByMail & { readonly password?: string | undefined },
): Promise<void> {
  const signUpId = password === undefined ? null : await findAwaiting(ctx, { email, password });
  await inTransaction(ctx, async (tx) => {
    const requestId = signUpId ?? (await addRequest(tx, ctx, { kind: "confirm-again", email }));
    const resetId = await addRequest(tx, ctx, { kind: "reset-password", email });
    await tx.enqueue("send-mail", { template: "confirm-sign-up", locale, requestId, resetId });
  });
}
