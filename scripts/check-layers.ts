// Holds the layer table against every package.json and every import; `npm test` runs it.
import { findViolations } from "./layers/find-violations.ts";
import { ROOT } from "./stack/paths.ts";

const violations = findViolations(ROOT);
for (const violation of violations) console.log(violation);
if (violations.length > 0) {
  console.log(`\n${violations.length} breaches of the layer table; it is explained in CONTRIBUTING.md.`);
  process.exitCode = 1;
}
