import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import type { Transaction } from "@atlas/db/connect";
import { sessions } from "@atlas/db/schema/identity";
import { eq } from "drizzle-orm";

/**
 * Keeps the actor's session from ending before the transaction does, so that its end finds what was done with it.
 * @throws DomainError UNAUTHENTICATED when it has ended already
 */
export async function holdSession(tx: Transaction, { sessionId }: Actor): Promise<void> {
  if (sessionId === undefined) return;
  const held = await tx.select({ id: sessions.id }).from(sessions).where(eq(sessions.id, sessionId)).for("key share");
  if (held.length === 0) throw new DomainError("UNAUTHENTICATED", "Your session has ended. Sign in again.");
}
