import type { Database } from "@atlas/db/connect";
import { queryOne } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { OwnClock } from "./own-clock.ts";

const ROUNDS = 5;
const PATIENCE_MS = 5_000;

const timeRow = z.object({ databaseMs: z.number() });

/** The database's time as it was at one instant of the steady clock, right to within `errorMs`. */
export interface TimeReading {
  readonly steadyMs: number;
  readonly databaseMs: number;
  readonly errorMs: number;
}

/**
 * Asks Postgres for its time in a few round trips and takes the quickest: the server read its clock somewhere within it, so
 * taking its middle is wrong by half of it at most (Cristian's algorithm).
 *
 * @throws when Postgres does not reply in five seconds
 */
export async function measureTime(db: Pick<Database, "execute">, own: OwnClock): Promise<TimeReading> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("Postgres does not tell its time.")), PATIENCE_MS);
  try {
    let best = await Promise.race([askOnce(db, own), late]);
    for (let round = 1; round < ROUNDS; round += 1) {
      const reading = await Promise.race([askOnce(db, own), late]);
      if (reading.errorMs < best.errorMs) best = reading;
    }
    return best;
  } finally {
    clearTimeout(timer);
  }
}

async function askOnce(db: Pick<Database, "execute">, own: OwnClock): Promise<TimeReading> {
  const askedMs = own.steadyMs();
  const statement = sql`SELECT (extract(epoch FROM clock.now()) * 1000)::float8 AS "databaseMs"`;
  const { databaseMs } = await queryOne(db, timeRow, statement);
  const errorMs = (own.steadyMs() - askedMs) / 2;
  return { steadyMs: askedMs + errorMs, databaseMs, errorMs };
}
