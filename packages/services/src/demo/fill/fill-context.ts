import type { Transaction } from "@atlas/db/connect";
import { sql } from "drizzle-orm";

/** What the steps of a fill share. Its random numbers, ids and times follow from the seed and the day: the same again are the same rows. */
export interface FillContext {
  readonly seed: number;
  readonly people: number;
  readonly orders: number;
  readonly cityId: string;
  readonly currency: string;
  /** The days that the orders are spread over, from midnight to midnight of the city. */
  readonly since: Date;
  readonly days: number;
}

/** Every so many people one drives; all others ride. */
export const PEOPLE_PER_DRIVER = 20;

/**
 * Functions of the session, gone with it: `draw` gives the `k`-th random number in [0, 1) of row `n`, `id_at` a UUIDv7 of an instant that
 * only `n` and `k` decide, `chained` the hash of each link of the ledger's chain from the head before the first.
 */
export async function makeFillFunctions(tx: Transaction, { seed }: Pick<FillContext, "seed">): Promise<void> {
  const salt = sql.raw(String(seed * 1_000));
  await tx.execute(sql`
    CREATE OR REPLACE FUNCTION pg_temp.draw(n bigint, k integer) RETURNS double precision LANGUAGE sql IMMUTABLE
    RETURN ((hashint8extended(n, ${salt} + k) >> 12) & 4503599627370495)::double precision / 4503599627370496`);
  await tx.execute(sql`
    CREATE OR REPLACE FUNCTION pg_temp.id_at(at timestamptz, n bigint, k integer) RETURNS uuid LANGUAGE sql STABLE
    RETURN overlay(overlay(overlay(md5(${salt} || '-' || k || '-' || n)
      PLACING lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') FROM 1)
      PLACING '7' FROM 13) PLACING 'a' FROM 17)::uuid`);
  await tx.execute(sql`
    CREATE OR REPLACE FUNCTION pg_temp.follow(state bytea, leaf bytea, head bytea) RETURNS bytea LANGUAGE sql IMMUTABLE
    RETURN sha256(coalesce(state, head) || leaf)`);
  await tx.execute(sql`
    CREATE OR REPLACE AGGREGATE pg_temp.chained(leaf bytea, head bytea) (SFUNC = pg_temp.follow, STYPE = bytea)`);
}
