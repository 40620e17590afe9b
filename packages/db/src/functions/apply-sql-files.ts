import type { TransactionSql } from "postgres";

import { readCatalog, type Catalog, type CatalogObject } from "./read-catalog.ts";
import { readSqlFiles, type SqlFile } from "./read-sql-files.ts";
import { readRuns, writeRuns, type Runs, type SqlFileRun } from "./record-runs.ts";
import { dropFunctions, runSqlFiles } from "./run-sql-files.ts";

/** Everything in this schema has a file. Elsewhere only what a file once made is ours to drop. */
const OWN_SCHEMA = "ledger";

/**
 * Brings functions, triggers and grants to what the files in `folder` say. A file is run when its text differs from what was
 * run last, or when the database no longer holds what it made; what has lost its file is dropped. Belongs into the
 * migrations' transaction, after them and under their lock. Returns the names of the files that were run.
 *
 * @throws {Error} naming the file that the database refuses.
 */
export async function applySqlFiles(tx: TransactionSql, folder?: string): Promise<string[]> {
  const files = readSqlFiles(folder);
  await tx`SET LOCAL search_path = ''`;
  const runs = await readRuns(tx);
  const schemas = [...new Set([...files, ...runs.values()].map(({ name }) => name.slice(0, name.indexOf("/"))))];
  const held = await readCatalog(tx, schemas);
  const changed = files.filter((file) => !isCurrent(file, runs.get(file.name), held.get(file.name)));
  const abandoned = findAbandoned(files, runs, held);
  if (changed.length === 0 && abandoned.length === 0) return [];

  const functions = changed.filter((file) => file.kind === "function");
  await runSqlFiles(tx, functions);
  await dropAbandoned(tx, abandoned);
  // A function with a new signature took away what was bound to the old one. Grants name everything: always again.
  const left = await readCatalog(tx, schemas);
  const rest = files.filter(
    (file) => !left.has(file.name) || file.kind === "grants" || (file.kind === "trigger" && changed.includes(file)),
  );
  await runSqlFiles(tx, rest);
  await writeRuns(tx, files, await readCatalog(tx, schemas));
  return [...functions, ...rest].map((file) => file.name);
}

function isCurrent(file: SqlFile, run: SqlFileRun | undefined, held: CatalogObject | undefined): boolean {
  if (run?.fileHash === file.hash && run.fingerprint === held?.fingerprint) return true;
  // Making a trigger anew locks its table, and postings lock several: not without need.
  return file.kind === "trigger" && held?.statements === statementsOf(file);
}

/** Without comments and line breaks. */
function statementsOf({ sql }: SqlFile): string {
  const text = sql.replaceAll(/^--.*\n/gm, "");
  return text.replaceAll(/\s+/g, " ").trim();
}

function findAbandoned(files: readonly SqlFile[], runs: Runs, held: Catalog): CatalogObject[] {
  const names = new Set(files.map((file) => file.name));
  return [...held.values()].filter(
    ({ name, kind, schema }) => kind !== "grants" && !names.has(name) && (schema === OWN_SCHEMA || runs.has(name)),
  );
}

async function dropAbandoned(tx: TransactionSql, abandoned: readonly CatalogObject[]): Promise<void> {
  for (const { schema, object } of abandoned.filter(({ kind }) => kind === "trigger")) {
    const tables = await tx<{ name: string }[]>`
      SELECT tgrelid::regclass::text AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
      WHERE t.tgname = ${object} AND c.relnamespace = ${schema}::regnamespace AND t.tgparentid = 0`;
    for (const table of tables) await tx.unsafe(`DROP TRIGGER ${object} ON ${table.name}`);
  }
  await dropFunctions(
    tx,
    abandoned.filter(({ kind }) => kind === "function"),
  );
}
