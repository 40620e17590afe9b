import { expect, test } from "vitest";

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
