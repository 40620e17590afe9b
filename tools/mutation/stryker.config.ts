import { join } from "node:path";

import type { PartialStrykerOptions } from "@stryker-mutator/api/core";
import { chosenPiece, workDirOf } from "./chosen-piece.ts";

const piece = chosenPiece();
const workDir = workDirOf(piece);

const options: PartialStrykerOptions = {
  plugins: [import.meta.resolve("@stryker-mutator/vitest-runner")],
  testRunner: "vitest",
  vitest: {
    configFile: join(import.meta.dirname, "mutant-tests.config.ts"),
    // As in the repository's own configuration: connections belong to a process.
    pool: piece.needsServers ? "forks" : "threads",
  },
  mutate: [...piece.mutate],
  // A text is for people to read: a test that repeats it says nothing.
  mutator: { excludedMutations: ["StringLiteral"] },
  coverageAnalysis: "perTest",
  concurrency: 2,
  // A loop without end is noticed by how often it went round. This is for what waits, and must not fall for a busy machine.
  timeoutMS: 15_000,
  timeoutFactor: 2,
  incremental: true,
  incrementalFile: join(workDir, "incremental.json"),
  tempDirName: join(workDir, "sandbox"),
  reporters: ["json", "html", "progress-append-only"],
  jsonReporter: { fileName: join(workDir, "report.json") },
  htmlReporter: { fileName: join(workDir, "report.html") },
  disableTypeChecks: false,
  allowConsoleColors: false,
};

export default options;
