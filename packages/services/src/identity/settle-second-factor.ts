import { mailLocaleOf, type SecondFactorChange } from "@atlas/core/mail/mail-order";
import { cities } from "@atlas/db/schema/cities";
import { authenticators, passkeys, sessions, users } from "@atlas/db/schema/identity";
import { and, eq } from "drizzle-orm";
import { type Doer, recordAct } from "../access/record-act.ts";
import { inTransaction, type UnitOfWork } from "../messaging/in-transaction.ts";
import { dropChallenges } from "./drop-challenges.ts";
import { endSessions } from "./end-sessions.ts";
import type { IdentityContext } from "./identity-context.ts";

export interface SettledChange {
  readonly userId: string;
  readonly change: SecondFactorChange;
  readonly by: Doer;
  readonly reason: string | null;
}

/** Puts a change of somebody's second factor on record, and promises them a mail about it. */
export async function recordFactorChange(
  tx: UnitOfWork,
  ctx: Pick<IdentityContext, "clock">,
  { userId, change, by, reason }: SettledChange,
): Promise<void> {
  await recordAct(tx, by, { action: "change-second-factor", subjectId: userId, reason, details: { change } });
  const [city] = await tx
    .select({ language: cities.defaultLocale })
    .from(users)
    .innerJoin(cities, eq(cities.id, users.cityId))
    .where(eq(users.id, userId));
  const locale = mailLocaleOf(city?.language ?? null);
  await tx.enqueue("send-mail", {
    template: "second-factor-changed",
    locale,
    userId,
    at: ctx.clock().toISOString(),
    change,
  });
}

/**
 * What follows when operators have changed their own second factor: it is on record, they get a mail, and all sessions end but the one of
 * `keptToken`. Returns the tokens of those that ended.
 */
export async function settleSecondFactor(
  ctx: IdentityContext,
  by: Doer,
  { change, keptToken }: { readonly change: SecondFactorChange; readonly keptToken: string },
): Promise<readonly string[]> {
  const { userId } = by;
  return await inTransaction(ctx, async (tx) => {
    const [kept] = await tx.select({ id: sessions.id }).from(sessions).where(eq(sessions.token, keptToken));
    await recordFactorChange(tx, ctx, { userId, change, by, reason: null });
    await dropChallenges(tx, userId);
    return await endSessions(tx, ctx, { userId, exceptId: kept?.id });
  });
}

/**
 * Takes the second factor from an account: what waits for it, and what was opened with it, ends with the transaction. Sockets are for the caller to
 * close (`sweepEndedSessions`). Returns whether there was one.
 */
export async function removeSecondFactor(
  tx: UnitOfWork,
  ctx: Pick<IdentityContext, "clock">,
  { userId, by, reason }: Omit<SettledChange, "change">,
): Promise<boolean> {
  const removed = await tx
    .update(users)
    .set({ twoFactorEnabled: false })
    .where(and(eq(users.id, userId), eq(users.twoFactorEnabled, true)))
    .returning({ id: users.id });
  await tx.delete(authenticators).where(eq(authenticators.userId, userId));
  const passkeysGone = await tx.delete(passkeys).where(eq(passkeys.userId, userId)).returning({ id: passkeys.id });
  if (removed.length + passkeysGone.length === 0) return false;
  await recordFactorChange(tx, ctx, { userId, change: "reset", by, reason });
  await dropChallenges(tx, userId);
  await tx.delete(sessions).where(eq(sessions.userId, userId));
  return true;
}
