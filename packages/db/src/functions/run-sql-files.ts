import postgres, { type TransactionSql } from "postgres";

import type { SqlFile } from "./read-sql-files.ts";

const INVALID_FUNCTION_DEFINITION = "42P13";
/** The class of errors in a text: among them a function that is not there yet, or still has its old result. */
const REFUSED_TEXT = /^42/;

/**
 * Runs the files one after the other. A body that is checked or bound when it is made (those in SQL) may call a function of a
 * later file, which is not there yet or is still as the version before had it: it is run again after the others.
 *
 * @throws {Error} naming the file that the database refuses.
 */
export async function runSqlFiles(tx: TransactionSql, files: readonly SqlFile[]): Promise<void> {
  const waiting: SqlFile[] = [];
  for (const file of files) {
    try {
      await tx.savepoint((inner) => runSqlFile(inner, file));
    } catch (error) {
      if (!REFUSED_TEXT.test(codeOf(error) ?? "") || waiting.length === files.length - 1) throw refusedBy(file, error);
      waiting.push(file);
    }
  }
  if (waiting.length > 0) await runSqlFiles(tx, waiting);
}

function refusedBy(file: SqlFile, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  const detail = error instanceof postgres.PostgresError && error.detail ? ` (${error.detail})` : "";
  return new Error(`packages/db/functions/${file.name}.sql: ${reason}${detail}`, { cause: error });
}

/** One name is one function: one with other parameters or another result takes the place of the old one. */
async function runSqlFile(tx: TransactionSql, file: SqlFile): Promise<void> {
  if (file.kind !== "function") {
    await tx.unsafe(file.sql);
    return;
  }
  try {
    await tx.savepoint((inner) => inner.unsafe(file.sql));
    if ((await countFunctions(tx, file)) === 1) return;
  } catch (error) {
    if (codeOf(error) !== INVALID_FUNCTION_DEFINITION) throw error;
  }
  await dropFunctions(tx, [file]);
  await tx.unsafe(file.sql);
}

async function countFunctions(tx: TransactionSql, { schema, object }: SqlFile): Promise<number> {
  const rows = await tx`SELECT FROM pg_proc WHERE pronamespace = ${schema}::regnamespace AND proname = ${object}`;
  return rows.length;
}

/**
 * Drops functions by name, with the functions and triggers that are bound to them: those have files, which make them anew.
 * Whatever else depends on one (a view, a CHECK, a default) makes the database refuse, with its name in the message.
 */
export async function dropFunctions(
  tx: TransactionSql,
  functions: readonly { readonly schema: string; readonly object: string }[],
): Promise<void> {
  const [drops] = await tx<{ triggers: string[] | null; functions: string | null }[]>`
    WITH RECURSIVE bound AS (
      SELECT 'pg_proc'::regclass::oid AS classid, p.oid AS objid
      FROM pg_proc p
      JOIN unnest(${functions.map(({ schema }) => schema)}::text[], ${functions.map(({ object }) => object)}::text[])
        AS f(schema, object) ON p.pronamespace = f.schema::regnamespace AND p.proname = f.object
      UNION
      SELECT d.classid, d.objid FROM bound b
      JOIN pg_depend d ON d.refclassid = b.classid AND d.refobjid = b.objid AND d.deptype = 'n'
      WHERE d.classid IN ('pg_proc'::regclass, 'pg_trigger'::regclass)
    )
    SELECT
      (SELECT array_agg(format('DROP TRIGGER %I ON %s', t.tgname, t.tgrelid::regclass))
       FROM bound b JOIN pg_trigger t ON t.oid = b.objid WHERE b.classid = 'pg_trigger'::regclass) AS triggers,
      (SELECT 'DROP FUNCTION ' || string_agg(b.objid::regprocedure::text, ', ')
       FROM bound b WHERE b.classid = 'pg_proc'::regclass) AS functions`;
  for (const drop of [...(drops?.triggers ?? []), drops?.functions]) {
    if (drop) await tx.unsafe(drop);
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof postgres.PostgresError ? error.code : undefined;
}
