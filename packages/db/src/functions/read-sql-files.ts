import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const FUNCTIONS_DIR = fileURLToPath(new URL("../../functions", import.meta.url));

/** What a file makes; also the order in which files are applied: triggers call functions, grants name both. */
export const SQL_FILE_KINDS = ["function", "trigger", "grants"] as const;
export type SqlFileKind = (typeof SQL_FILE_KINDS)[number];

export interface SqlFile {
  /** Path below the folder without its ending, such as `ledger/settle-trips`. */
  readonly name: string;
  readonly kind: SqlFileKind;
  readonly schema: string;
  /** Name in the database, such as `settle_trips`; of grants `grants`. */
  readonly object: string;
  readonly sql: string;
  /** SHA-256 of the text, in hex. */
  readonly hash: string;
}

/**
 * The files of functions, triggers and grants, in the order in which they are applied. The path says what a file makes:
 * `<schema>/<function>.sql`, `<schema>/triggers/<trigger>.sql`, `<schema>/grants.sql`.
 *
 * @throws {Error} when a file makes something else than its path says.
 */
export function readSqlFiles(folder = FUNCTIONS_DIR): SqlFile[] {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = paths.filter((path) => path.endsWith(".sql")).map((path) => readSqlFile(folder, path));
  return SQL_FILE_KINDS.flatMap((kind) =>
    files.filter((file) => file.kind === kind).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  );
}

function readSqlFile(folder: string, path: string): SqlFile {
  const sql = readFileSync(join(folder, path), "utf8");
  const [schema = "", subfolder] = dirname(path).split("/");
  const object = basename(path, ".sql").replaceAll("-", "_");
  const kind = subfolder === "triggers" ? "trigger" : object === "grants" ? "grants" : "function";
  const made = new RegExp(
    kind === "trigger"
      ? `^CREATE OR REPLACE TRIGGER ${object}\\s`
      : `^CREATE OR REPLACE FUNCTION ${schema}\\.${object}\\(`,
    "m",
  );
  if (kind !== "grants" && !made.test(sql)) {
    throw new Error(`packages/db/functions/${path} does not make the ${kind} ${schema}.${object} that its path names.`);
  }
  return { name: path.slice(0, -".sql".length), kind, schema, object, sql, hash: sha256(sql) };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
