import type { Database, Transaction } from "@atlas/db/connect";

/** Runs reads that have to agree with each other: all of them see the database as it is at the first. */
export async function inSnapshot<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return await db.transaction(work, { isolationLevel: "repeatable read", accessMode: "read only" });
}
