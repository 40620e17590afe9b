import { expect, test } from "vitest";

import { countJourneys } from "./e2e-check.ts";
import { countTests } from "./vitest-check.ts";

test("a test file that cannot be loaded counts as a failure", () => {
  const report = {
    success: false,
    numPassedTests: 3,
    numFailedTests: 1,
    numPendingTests: 1,
    numTodoTests: 1,
    testResults: [
      { status: "failed", assertionResults: [] },
      { status: "failed", assertionResults: [{}] },
      { status: "passed", assertionResults: [{}] },
    ],
  };
  expect(countTests(JSON.stringify(report))).toEqual({ passed: 3, failed: 2, skipped: 2, report: "" });
});

test("a journey that passed only at the second try counts as a failure", () => {
  const report = { stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 } };
  expect(countJourneys(JSON.stringify(report))).toEqual({ passed: 4, failed: 2, skipped: 2, report: "" });
});
