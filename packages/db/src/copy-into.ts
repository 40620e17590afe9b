import { pipeline } from "node:stream/promises";
import type { Database } from "./connect.ts";
import { DRIVER } from "./driver.ts";

/** What `COPY … FROM STDIN` needs to know of the data. */
export interface CopyTarget {
  readonly table: string;
  /** In the order in which the data has them; all of the table's when left out. */
  readonly columns?: readonly string[];
  readonly format: "binary" | "text";
}

/**
 * Sends data into a table by COPY, in a transaction of its own: all of it is committed when this resolves, and nothing
 * when it rejects. The one door to the driver for what Drizzle has no words for.
 */
export async function copyInto(
  db: Database,
  { table, columns, format }: CopyTarget,
  data: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<void> {
  await db[DRIVER].begin(async (tx) => {
    const list = columns === undefined ? tx`` : tx`(${tx(columns)})`;
    const copy = await tx`COPY ${tx(table)} ${list} FROM STDIN WITH (FORMAT ${tx.unsafe(format)})`.simple().writable();
    await pipeline(data, copy);
  });
}
