// Holds the layer table against every package.json and every import, the servers to the one clock, and the error codes to what
// is thrown and tested; `npm test` runs it.
import { findLooseCodes } from "./layers/find-loose-codes.ts";
import { findOwnClocks } from "./layers/find-own-clocks.ts";
import { findViolations } from "./layers/find-violations.ts";
import { ROOT } from "./stack/paths.ts";

const violations = [...findViolations(ROOT), ...findOwnClocks(ROOT), ...findLooseCodes(ROOT)];
for (const violation of violations) console.log(violation);
if (violations.length > 0) {
  console.log(`\n${violations.length} breaches of what CONTRIBUTING.md says of layers, the one clock and error codes.`);
  process.exitCode = 1;
}
