import { expect, test } from "vitest";

import { countJourneys, withoutProgress } from "./e2e-check.ts";
import { countTests, failuresIn } from "./vitest-check.ts";

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

test("a report names what failed and not the thousands that passed", () => {
  const failure =
    "\u001B[31m⎯⎯⎯⎯⎯⎯⎯\u001B[39m\u001B[41m Failed Tests 1 \u001B[49m⎯⎯⎯⎯⎯⎯⎯\n\n FAIL  money.test.ts > a fare\n";
  expect(failuresIn(` ✓ a.test.ts (3 tests)\n ✓ b.test.ts (2 tests)\n\n${failure}`)).toBe(failure);
  const loose = "⎯⎯⎯⎯ Unhandled Errors ⎯⎯⎯⎯\n\nError: nobody waited\n";
  expect(failuresIn(` ✓ a.test.ts\n${loose}`)).toBe(loose);
});

test("a report without a list of failures stays whole", () => {
  expect(failuresIn("Startup Error: no such project\n")).toBe("Startup Error: no such project\n");
});

test("a report of journeys keeps what failed and drops each that began", () => {
  const output =
    "[1/2] a.spec.ts:1:1 › one\n[2/2] b.spec.ts:1:1 › two\n  1) b.spec.ts:1:1 › two\n    Error: timed out\n  1 failed\n";
  expect(withoutProgress(output)).toBe("  1) b.spec.ts:1:1 › two\n    Error: timed out\n  1 failed\n");
});
