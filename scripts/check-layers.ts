// Holds the layer table against every package.json and every import, and the servers to the one clock; `npm test` runs it.
import { findOwnClocks } from "./layers/find-own-clocks.ts";
import { findViolations } from "./layers/find-violations.ts";
import { ROOT } from "./stack/paths.ts";

const violations = [...findViolations(ROOT), ...findOwnClocks(ROOT)];
for (const violation of violations) console.log(violation);
if (violations.length > 0) {
  console.log(`\n${violations.length} breaches of the layer table or of the one clock; CONTRIBUTING.md explains both.`);
  process.exitCode = 1;
}
