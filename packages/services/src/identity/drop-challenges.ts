import type { Queryable } from "@atlas/db/connect";
import { verifications } from "@atlas/db/schema/identity";
import { eq } from "drizzle-orm";

/** Voids the sign-ins of a user that wait for their second factor: they began with a password that is no more. */
export async function dropChallenges(db: Queryable, userId: string): Promise<void> {
  await db.delete(verifications).where(eq(verifications.value, userId));
}
