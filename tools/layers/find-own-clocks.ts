import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { TEST_FILE } from "./find-violations.ts";

/** What decides on time on the server: it asks `ctx.clock`, and in SQL `clock.now()`. */
const SOURCES = [
  "packages/{telemetry,geography,services,api}/src/**/*.ts",
  "packages/db/src/schema/*.ts",
  "packages/db/functions/**/*.sql",
  "apps/{gateway,worker}/src/**/*.ts",
];
const THE_CLOCK = new Set(["own-clock.ts", "set-process-time.ts"].map((file) => `packages/services/src/clock/${file}`));
/** Make what a test begins with. */
const NO_DECISIONS = new Set(["apps/gateway/src/public-input/extreme-value.ts"]);

const COMMENT = /\/\*[\s\S]*?\*\/|(?:^|\s)(?:\/\/|--).*$/gm;
const OWN_CLOCKS = [
  {
    pattern: /\bDate\.now\b|\bnew Date\(\s*\)|(?<!new )\bDate\(\s*\)/g,
    instead: "ctx.clock, or performance.now() for a duration",
  },
  {
    pattern: /(?<![\w.])(?:now|clock_timestamp|statement_timestamp|transaction_timestamp)\(\)/gi,
    instead: "clock.now() in SQL",
  },
  {
    pattern: /\b(?:current_timestamp|localtimestamp|current_date|current_time|localtime)\b/gi,
    instead: "clock.now() in SQL",
  },
  { pattern: /\.defaultNow\(\)/g, instead: ".default(databaseTime)" },
];

/** Every place below a repository's root where a server asks another clock than the one, one sentence each. */
export function findOwnClocks(root: string): string[] {
  return globSync(SOURCES, { cwd: root })
    .filter((file) => !TEST_FILE.test(file) && !THE_CLOCK.has(file) && !NO_DECISIONS.has(file))
    .toSorted()
    .flatMap((file) => {
      const text = readFileSync(join(root, file), "utf8").replaceAll(COMMENT, (comment) =>
        comment.replaceAll(/\S/g, " "),
      );
      return OWN_CLOCKS.flatMap(({ pattern, instead }) =>
        [...text.matchAll(pattern)].map(({ 0: found, index }) => {
          const line = text.slice(0, index).split("\n").length;
          return `${file}:${line} asks ${found}, which is a clock of its own: use ${instead}`;
        }),
      );
    });
}
