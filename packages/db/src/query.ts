import { DrizzleQueryError, type SQL } from "drizzle-orm";
import { z } from "zod";
import type { Queryable } from "./connect.ts";

/** A `timestamptz`. Drizzle leaves it to its columns to parse the text. */
export const timeColumn = z.string().transform((text) => new Date(text));
/** A `timestamptz`, for views. */
export const isoTimeColumn = z.string().transform((text) => new Date(text).toISOString());
/** An amount in minor units, for views. */
export const minorColumn = z.bigint().transform(String);

/**
 * Runs what Drizzle's builder has no words for, and parses each row. `bigint` columns are BigInt, `numeric` ones text.
 * A list of texts is one parameter: `sql.param([...ids])`.
 * @throws Error when a row is not as the schema says; what the driver throws, when Postgres refuses
 */
export async function query<Row extends z.ZodType>(
  db: Pick<Queryable, "execute">,
  row: Row,
  statement: SQL,
): Promise<z.output<Row>[]> {
  const rows = await rowsOf(db, statement);
  return rows.map((given) => {
    const parsed = row.safeParse(given);
    if (parsed.success) return parsed.data;
    // Not as its cause: the edge takes a ZodError for a mistake of the caller.
    throw new Error(`A row is not as its schema says: ${z.prettifyError(parsed.error)}`);
  });
}

/**
 * The first row of what always has one: a call of a function, an aggregate.
 * @throws Error when there is none, otherwise as `query` does
 */
export async function queryOne<Row extends z.ZodType>(
  db: Pick<Queryable, "execute">,
  row: Row,
  statement: SQL,
): Promise<z.output<Row>> {
  const [first] = await query(db, row, statement);
  if (first === undefined) throw new Error("A query that always has a row returned none.");
  return first;
}

/** Drizzle puts every parameter into its message, and messages come to places where nobody's address may be. */
async function rowsOf(db: Pick<Queryable, "execute">, statement: SQL): Promise<readonly unknown[]> {
  try {
    return await db.execute(statement);
  } catch (error) {
    throw error instanceof DrizzleQueryError ? error.cause : error;
  }
}
