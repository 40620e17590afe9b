// Holds the tables of layers and folders against every package.json and every import, the servers to the one clock and to the one
// path to SQL, the error codes to what is thrown and tested, and everything to what libraries publish; `npm test` runs it.
import { resolve } from "node:path";

import { findDriverUses } from "./find-driver-uses.ts";
import { findFileCircles } from "./find-file-circles.ts";
import { findFolderViolations } from "./find-folder-violations.ts";
import { findLooseCodes } from "./find-loose-codes.ts";
import { findOwnClocks } from "./find-own-clocks.ts";
import { findPrivateMembers } from "./find-private-members.ts";
import { findViolations } from "./find-violations.ts";

const ROOT = resolve(import.meta.dirname, "../..");

const violations = [
  ...findViolations(ROOT),
  ...findFolderViolations(ROOT),
  ...findFileCircles(ROOT),
  ...findOwnClocks(ROOT),
  ...findDriverUses(ROOT),
  ...findLooseCodes(ROOT),
  ...findPrivateMembers(ROOT),
];
for (const violation of violations) console.log(violation);
if (violations.length > 0) {
  console.log(
    `\n${violations.length} violations of what CONTRIBUTING.md says about layers, folders, the one clock, SQL, error codes and libraries.`,
  );
  process.exitCode = 1;
}
