import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { TEST_FILE } from "./find-violations.ts";

const SOURCES = ["{packages,apps}/*/{src,app}/**/*.{ts,tsx}", "{tools,bench,e2e}/**/*.ts"];
const DB = "packages/db/";
const MESSAGING = "packages/services/src/messaging/";
/** What is shipped. Tools and tests may have a connection of their own, and arrange with rows that nobody parses. */
const SHIPPED = /^(?:packages|apps)\//;

const COMMENT = /\/\*[\s\S]*?\*\/|(?:^|\s)\/\/.*$/gm;

interface Rule {
  readonly pattern: RegExp;
  readonly instead: string;
  readonly holds: (file: string) => boolean;
}

const RULES: readonly Rule[] = [
  {
    pattern: /\$client\b/g,
    instead: "the driver belongs to packages/db: use Drizzle, query or copyInto",
    holds: () => true,
  },
  {
    pattern: /\bexecute\s*</g,
    instead: "nobody has looked at such rows: use query with a schema of the row",
    holds: isShipped,
  },
  {
    pattern: /(?<=\b(?:from|import)\s*\(?\s*)"(?:postgres|drizzle-orm\/postgres-js)(?:\/[^"]*)?"/g,
    instead: "the driver belongs to packages/db: use Drizzle, query or copyInto",
    holds: (file) => isShipped(file) && !file.startsWith(DB),
  },
  {
    pattern: /\binsert\(\s*outbox\b|\bINSERT\s+INTO\s+(?:public\.)?"?outbox\b|\.wakeRelay\(/gi,
    instead: "what leaves with a commit is promised on the transaction: use inTransaction and tx.enqueue",
    holds: (file) => isShipped(file) && !file.startsWith(MESSAGING),
  },
];

/** Every place below a repository's root that goes past Drizzle and `query` to the driver, or past `inTransaction` to the outbox. */
export function findDriverUses(root: string): string[] {
  return globSync(SOURCES, { cwd: root, exclude: ["**/node_modules/**"] })
    .filter((file) => !file.startsWith("tools/layers/"))
    .toSorted()
    .flatMap((file) => {
      const text = readFileSync(join(root, file), "utf8").replaceAll(COMMENT, (comment) =>
        comment.replaceAll(/\S/g, " "),
      );
      return RULES.filter(({ holds }) => holds(file)).flatMap(({ pattern, instead }) =>
        [...text.matchAll(pattern)].map(({ 0: found, index }) => {
          const line = text.slice(0, index).split("\n").length;
          return `${file}:${line} says ${found}: ${instead}`;
        }),
      );
    });
}

function isShipped(file: string): boolean {
  return SHIPPED.test(file) && !TEST_FILE.test(file);
}
