import type { MailLocale } from "@atlas/core/mail/mail-order";
import { credentials } from "@atlas/db/schema/identity";
import { and, eq } from "drizzle-orm";
import type { UnitOfWork } from "../messaging/in-transaction.ts";
import { dropChallenges } from "./drop-challenges.ts";
import type { IdentityContext } from "./identity-context.ts";

export interface NewPassword {
  readonly userId: string;
  readonly passwordHash: string;
  /** Of the notice. */
  readonly locale: MailLocale;
}

/** Gives a user a password in the place of the former, and promises the notice of it. */
export async function setPassword(
  tx: UnitOfWork,
  ctx: IdentityContext,
  { userId, passwordHash, locale }: NewPassword,
): Promise<void> {
  const now = ctx.clock();
  const own = and(eq(credentials.userId, userId), eq(credentials.providerId, "credential"));
  const set = { password: passwordHash, updatedAt: now };
  const changed = await tx.update(credentials).set(set).where(own).returning({ id: credentials.id });
  if (changed.length === 0) {
    const account = { id: ctx.newId(), userId, providerId: "credential", accountId: userId, createdAt: now };
    await tx.insert(credentials).values({ ...account, ...set });
  }
  await dropChallenges(tx, userId);
  await tx.enqueue("send-mail", { template: "password-changed", locale, userId, at: now.toISOString() });
}
