import type { Queryable } from "@atlas/db/connect";
import { inbox } from "@atlas/db/schema/messaging";

/**
 * Takes a message for a consumer, in the transaction of its effect. False when it was processed before: then do nothing.
 * Two deliveries at once wait for one another on the primary key. Alone, after an effect that guards itself, it is the
 * plain receipt that keeps the sweeper from publishing the message again.
 */
export async function consumeOnce(db: Queryable, consumer: string, messageId: string): Promise<boolean> {
  const taken = await db.insert(inbox).values({ consumer, messageId }).onConflictDoNothing().returning();
  return taken.length === 1;
}
