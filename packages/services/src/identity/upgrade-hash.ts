import type { Queryable } from "@atlas/db/connect";
import { credentials } from "@atlas/db/schema/identity";
import { and, eq } from "drizzle-orm";
import { hashPassword, isOutdated } from "./password-hash.ts";

/** Hashes a password that has just been found right anew, if its hash is one of before. A password that was changed meanwhile stays. */
export async function upgradeHash(
  db: Queryable,
  { userId, password, hash }: { readonly userId: string; readonly password: string; readonly hash: string },
): Promise<void> {
  if (!isOutdated(hash)) return;
  const own = and(eq(credentials.userId, userId), eq(credentials.providerId, "credential"));
  await db
    .update(credentials)
    .set({ password: await hashPassword(password) })
    .where(and(own, eq(credentials.password, hash)));
}
