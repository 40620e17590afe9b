import type { Transaction } from "@atlas/db/connect";
import { inbox } from "@atlas/db/schema/messaging";

/**
 * Takes a message for a consumer in the transaction of its effect. False when it was processed before: then do nothing.
 * Two deliveries at once wait for one another on the primary key.
 */
export async function consumeOnce(tx: Transaction, consumer: string, messageId: string): Promise<boolean> {
  const taken = await tx.insert(inbox).values({ consumer, messageId }).onConflictDoNothing().returning();
  return taken.length === 1;
}
