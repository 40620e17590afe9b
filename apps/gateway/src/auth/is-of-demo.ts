import type { Database } from "@atlas/db/connect";
import { users } from "@atlas/db/schema/identity";
import { eq } from "drizzle-orm";

/** Whether an account is one of the demo's, whose passwords others know. */
export async function isOfDemo(db: Database, userId: string): Promise<boolean> {
  const [user] = await db.select({ isDemo: users.isDemo }).from(users).where(eq(users.id, userId));
  return user?.isDemo === true;
}
