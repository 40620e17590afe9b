import { expect, test } from "vitest";
import { auditOutcome } from "./audit-check.ts";

test("a package with a known fault fails the check", () => {
  const output = "1 vulnerabilities found\nSeverity: 1 high";
  expect(auditOutcome({ isOk: false, output })).toMatchObject({ failed: 1, skipped: 0, report: output });
  expect(auditOutcome({ isOk: true, output: "No known vulnerabilities found" })).toMatchObject({
    passed: 1,
    failed: 0,
  });
});

test.each([
  "Error: ERR_PNPM_AUDIT_BAD_RESPONSE\n  × The audit endpoint responded with 405:",
  "request to https://registry.example/advisories failed, reason: getaddrinfo ENOTFOUND registry.example",
])("without the registry's list it is skipped, and says so: %s", (output) => {
  expect(auditOutcome({ isOk: false, output })).toEqual({
    passed: 0,
    failed: 0,
    skipped: 1,
    report: expect.stringContaining("gives no list"),
  });
});
