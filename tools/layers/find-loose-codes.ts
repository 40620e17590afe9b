import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { TEST_FILE } from "./find-violations.ts";

const DECLARATIONS = "packages/core/src/errors.ts";
const SERVERS = [
  "packages/{core,db,queue,telemetry,geography,ports,services,api}/src/**/*.ts",
  "apps/{gateway,worker}/src/**/*.ts",
];
const LEDGER = "packages/db/functions/**/*.sql";
const TESTS = ["{packages,apps}/*/src/**/*.ts", "{e2e,scripts,bench}/**/*.ts"];
/** Says what the ledger should refuse, and refuses nothing. */
const NO_SERVER = new Set(["packages/services/src/ledger/testing/ledger-model.ts"]);

const COMMENT = /\/\*[\s\S]*?\*\/|(?:^|\s)\/\/.*$/gm;
const SQL_COMMENT = /--.*$/gm;
const DECLARED = /^ {2}([A-Z][A-Z_]+):/gm;
/** A code that is passed, returned, assigned or chosen; not one that is compared, or declared of a route or a type. */
const THROWN =
  /(?:(?<!\b(?:refusals|includes|has|literal))\(\s*(?:\w+,\s*)?|\b(?:code|\d{3}|[A-Z_]+):\s*|[^:]\?\s*|\s:\s*|\?\?\s*|\breturn\s+|(?<!\btype\s\w+\s)(?<![=!<>])=\s*)"([A-Z][A-Z_]+)"/g;
const REFUSED_BY_SQL = /(?::=|\bTHEN|\bELSE)\s*'([A-Z][A-Z_]+)'/g;
const HANDLED = /\brefusal === "([A-Z][A-Z_]+)"/g;
const WORD = /\b[A-Z][A-Z_]+\b/g;

/**
 * Every error code that is loose at one end, one sentence each: declared (and so translated, which the types see to) but
 * thrown by nobody; thrown but named by no test; refused with by the ledger but not declared, which would be a 500.
 */
export function findLooseCodes(root: string): string[] {
  const declared = found(textsOf(root, [DECLARATIONS]), DECLARED);
  const servers = textsOf(root, SERVERS, isServer);
  const refused = found(textsOf(root, [LEDGER]), REFUSED_BY_SQL).difference(found(servers, HANDLED));
  const thrown = found(servers, THROWN).union(refused);
  const tested = found(textsOf(root, TESTS, isTest), WORD);
  return [
    ...[...declared.difference(thrown)].map((code) => `${code} is declared and translated, and nobody throws it`),
    ...[...declared.intersection(thrown).difference(tested)].map((code) => `${code} is thrown, and no test names it`),
    ...[...refused.difference(declared)].map((code) => `${code} is a refusal of the ledger that ${DECLARATIONS} lacks`),
  ].toSorted();
}

function isServer(file: string): boolean {
  return !TEST_FILE.test(file) && file !== DECLARATIONS && !NO_SERVER.has(file);
}

function isTest(file: string): boolean {
  return TEST_FILE.test(file) || file.startsWith("e2e/");
}

/** The files without their comments. */
function textsOf(root: string, patterns: string[], isWanted: (file: string) => boolean = () => true): string[] {
  return globSync(patterns, { cwd: root, exclude: ["**/node_modules/**"] })
    .filter((file) => isWanted(file))
    .map((file) => {
      const comment = file.endsWith(".sql") ? SQL_COMMENT : COMMENT;
      return readFileSync(join(root, file), "utf8").replaceAll(comment, "");
    });
}

function found(texts: readonly string[], pattern: RegExp): Set<string> {
  return new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([whole, code]) => code ?? whole)));
}
