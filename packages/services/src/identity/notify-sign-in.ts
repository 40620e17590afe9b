import { mailLocaleOf } from "@atlas/core/mail/mail-order";
import { coarseAddress } from "@atlas/core/people/coarse-address";
import { describeDevice } from "@atlas/core/people/device-words";
import { cities } from "@atlas/db/schema/cities";
import { users } from "@atlas/db/schema/identity";
import { eq } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";

/** Who signs in so soon after the account was made does so for the first time. */
const FIRST_WITHIN_MS = 3_600_000;

export interface NewSignIn {
  readonly userId: string;
  readonly userAgent: string | null;
  readonly address: string;
  /** On how many other devices the account was signed in to before, so far as they are known. */
  readonly otherDevices: number;
}

/** Promises a mail about a sign-in on a device that is not known, unless the account has just been made. */
export async function notifySignIn(
  ctx: Pick<ServiceContext, "db" | "clock" | "newId" | "events" | "log">,
  { userId, userAgent, address, otherDevices }: NewSignIn,
): Promise<void> {
  const [user] = await ctx.db
    .select({ createdAt: users.createdAt, language: cities.defaultLocale })
    .from(users)
    .innerJoin(cities, eq(cities.id, users.cityId))
    .where(eq(users.id, userId));
  const now = ctx.clock();
  if (!user) return;
  if (otherDevices === 0 && now.getTime() - user.createdAt.getTime() < FIRST_WITHIN_MS) return;
  const locale = mailLocaleOf(user.language);
  const from = coarseAddress(address);
  const mail = {
    template: "new-sign-in" as const,
    locale,
    userId,
    at: now.toISOString(),
    device: wordsOf(userAgent, locale),
  };
  await inTransaction(ctx, async (tx) => tx.enqueue("send-mail", from === null ? mail : { ...mail, from }));
}

function wordsOf(userAgent: string | null, locale: "en" | "id"): string {
  const { browser, system } = describeDevice(userAgent);
  const words = [browser, system].filter((word) => word !== null).join(", ");
  return words || (locale === "id" ? "perangkat yang tidak dikenal" : "an unknown device");
}
