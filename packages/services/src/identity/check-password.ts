import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import type { Queryable } from "@atlas/db/connect";
import { credentials } from "@atlas/db/schema/identity";
import { and, eq } from "drizzle-orm";
import { isPasswordOf } from "./password-hash.ts";

/** @throws DomainError WRONG_PASSWORD when it is not the password of the actor's account */
export async function checkPassword(db: Queryable, { userId }: Actor, password: string): Promise<void> {
  const [own] = await db
    .select({ hash: credentials.password })
    .from(credentials)
    .where(and(eq(credentials.userId, userId), eq(credentials.providerId, "credential")));
  if (!own?.hash || !(await isPasswordOf(own.hash, password))) {
    throw new DomainError("WRONG_PASSWORD", "That is not your current password.");
  }
}
