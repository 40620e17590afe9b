import type { TransactionSql } from "postgres";

import type { Catalog } from "./read-catalog.ts";
import type { SqlFile } from "./read-sql-files.ts";

/** What was run last: the file's text and what the database then held. */
export interface SqlFileRun {
  readonly name: string;
  readonly fileHash: string;
  readonly fingerprint: string;
}

export type Runs = ReadonlyMap<string, SqlFileRun>;

/** Beside the migrator's own table, which is created like this one. */
export async function readRuns(tx: TransactionSql): Promise<Runs> {
  await tx`
    CREATE TABLE IF NOT EXISTS drizzle.sql_files (
      name text PRIMARY KEY,
      file_hash text NOT NULL,
      fingerprint text NOT NULL,
      run_at timestamptz NOT NULL
    )`;
  const rows = await tx<SqlFileRun[]>`SELECT name, file_hash AS "fileHash", fingerprint FROM drizzle.sql_files`;
  return new Map(rows.map((row) => [row.name, row]));
}

/**
 * Notes every file with what the database holds of it.
 *
 * @throws {Error} when a file has left nothing behind.
 */
export async function writeRuns(tx: TransactionSql, files: readonly SqlFile[], held: Catalog): Promise<void> {
  const runs = files.map(({ name, hash }) => {
    const fingerprint = held.get(name)?.fingerprint;
    if (fingerprint === undefined) throw new Error(`packages/db/functions/${name}.sql was run and made nothing.`);
    return { name, file_hash: hash, fingerprint };
  });
  await tx`
    MERGE INTO drizzle.sql_files f
    USING (
      SELECT * FROM jsonb_to_recordset(${tx.json(runs)}) AS r(name text, file_hash text, fingerprint text)
    ) r ON r.name = f.name
    WHEN NOT MATCHED BY TARGET THEN
      INSERT (name, file_hash, fingerprint, run_at) VALUES (r.name, r.file_hash, r.fingerprint, now())
    WHEN MATCHED AND (r.file_hash, r.fingerprint) <> (f.file_hash, f.fingerprint) THEN
      UPDATE SET file_hash = r.file_hash, fingerprint = r.fingerprint, run_at = now()
    WHEN NOT MATCHED BY SOURCE THEN DELETE`;
}
