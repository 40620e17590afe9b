import type { Database } from "@atlas/db/connect";
import type { WorkContext } from "./in-transaction.ts";

interface Command {
  /** Of the database's owner. */
  readonly db: Database;
  readonly clock: () => Date;
  readonly newId: () => string;
}

/** What the transactions of a command need, which has no server's connections: the next worker relays what they promise. */
export function workByCommand({ db, clock, newId }: Command): WorkContext {
  return { db, clock, newId, events: { publish() {}, wakeRelay() {} }, log: console };
}
