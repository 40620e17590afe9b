import { connect, type Database, disconnect, renewIdle } from "./connect.ts";
import type { PoolUse } from "./pool-limits.ts";

/** Who the connections of a pool log in and act as. */
export interface ActingAs {
  readonly databaseUrl?: string;
  readonly role?: string;
}

/**
 * The pools of one process, one for each use, so that none waits for another. When a connection of one turns out to have
 * gone silent, the idle ones of all are replaced before anybody waits for them.
 */
export class PoolGroup {
  readonly #databaseUrl: string;
  readonly #processName: string;
  readonly #pools: Database[] = [];

  /** In `pg_stat_activity` the connections are `<processName>-<use>`. */
  constructor(databaseUrl: string, processName: string) {
    this.#databaseUrl = databaseUrl;
    this.#processName = processName;
  }

  /** A pool whose connections are made when they are first needed; as the servers' role where nothing else is said. */
  open(use: PoolUse, as: ActingAs = {}): Database {
    const db = connect(as.databaseUrl ?? this.#databaseUrl, {
      use,
      ...(as.role === undefined ? {} : { role: as.role }),
      applicationName: `${this.#processName}-${use}`,
      onSilence: (sinceMs) => {
        for (const pool of this.#pools) renewIdle(pool, sinceMs);
      },
    });
    this.#pools.push(db);
    return db;
  }

  /** Lets running queries finish, for at most `deadlineMs`, then closes every connection. */
  async disconnect(deadlineMs?: number): Promise<void> {
    await Promise.all(this.#pools.map((db) => disconnect(db, deadlineMs)));
  }
}
