import type { TransactionSql } from "postgres";

import type { SqlFileKind } from "./read-sql-files.ts";

/** A function (all that share a name), a trigger or the grants of a schema as the database holds them now. */
export interface CatalogObject {
  /** Name of the file that makes it, such as `ledger/settle-trips`. */
  readonly name: string;
  readonly kind: SqlFileKind;
  readonly schema: string;
  readonly object: string;
  /** MD5 of the definition as the server writes it out. */
  readonly fingerprint: string;
  /** Of a trigger: the statements that make it, in the server's own words. */
  readonly statements: string | null;
}

export type Catalog = ReadonlyMap<string, CatalogObject>;

/**
 * Everything in `schemas` that a file could have made, without what belongs to an extension or to one partition. The
 * server leaves out schemas of the search path when it writes a definition out: have the path empty.
 */
export async function readCatalog(tx: TransactionSql, schemas: readonly string[]): Promise<Catalog> {
  const rows = await tx<CatalogObject[]>`
    WITH function AS (
      SELECT n.nspname AS schema, p.proname::text AS object, p.proacl,
        pg_get_functiondef(p.oid) || ' OWNER ' || pg_get_userbyid(p.proowner) AS definition
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspname = ANY (${schemas}) AND p.prokind IN ('f', 'p') AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
    ), trigger AS (
      SELECT n.nspname AS schema, t.tgname::text AS object,
        'CREATE OR REPLACE ' || substr(pg_get_triggerdef(t.oid), length('CREATE ') + 1) || ';' || CASE t.tgenabled
          WHEN 'O' THEN ''
          ELSE format(' ALTER TABLE %s %s TRIGGER %I;', t.tgrelid::regclass,
            CASE t.tgenabled WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'DISABLE' END, t.tgname)
        END AS definition
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ANY (${schemas}) AND NOT t.tgisinternal AND t.tgparentid = 0
    ), acl AS (
      SELECT nspname AS schema, 'schema' AS what, nspacl::text AS acl FROM pg_namespace WHERE nspname = ANY (${schemas})
      UNION ALL
      SELECT n.nspname, c.relname, c.relacl::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ANY (${schemas}) AND c.relkind IN ('r', 'p', 'v', 'm', 'S') AND NOT c.relispartition
      UNION ALL
      SELECT n.nspname, concat(c.relname, '.', a.attname), a.attacl::text
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ANY (${schemas}) AND a.attacl IS NOT NULL AND NOT c.relispartition
      UNION ALL
      SELECT schema, object || '()', proacl::text FROM function
    ), found AS (
      SELECT schema, 'function' AS kind, object, string_agg(definition, chr(10) ORDER BY definition) AS definition
      FROM function GROUP BY schema, object
      UNION ALL
      SELECT schema, 'trigger', object, string_agg(definition, chr(10) ORDER BY definition) FROM trigger
      GROUP BY schema, object
      UNION ALL
      SELECT schema, 'grants', 'grants', string_agg(concat(what, ' ', acl), chr(10) ORDER BY what, acl) FROM acl
      GROUP BY schema
    )
    SELECT schema, kind, object, md5(definition) AS fingerprint,
      CASE kind WHEN 'trigger' THEN definition END AS statements,
      schema || CASE kind WHEN 'trigger' THEN '/triggers/' ELSE '/' END || replace(object, '_', '-') AS name
    FROM found`;
  return new Map(rows.map((row) => [row.name, row]));
}
