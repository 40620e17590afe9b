import { expect, test } from "vitest";
import { ALERT_DETAILS, ALERT_KINDS, afterAnswer, readFinding, SEVERITY_OF } from "./alert.ts";

test("a call for help stands, whatever is said after it", () => {
  const asked = { severity: "medium", answer: null } as const;
  expect(afterAnswer(asked, "fine")).toEqual({ severity: "low", answer: "fine" });
  const help = afterAnswer(afterAnswer(asked, "fine"), "help");
  expect([help, afterAnswer(help, "fine")]).toEqual([
    { severity: "high", answer: "help" },
    { severity: "high", answer: "help" },
  ]);
});

test("every kind has its severity and the schema of its details", () => {
  expect(Object.keys(SEVERITY_OF).toSorted()).toEqual(ALERT_KINDS.toSorted());
  expect(Object.keys(ALERT_DETAILS).toSorted()).toEqual(ALERT_KINDS.toSorted());
});

test("a stored alert is read by the schema of its kind, and another kind's details are a bug", () => {
  const details = { sinceAt: "2026-11-30T00:00:00.000Z", place: null, limit: 180 };
  expect(readFinding("not-moving", details)).toEqual({ kind: "not-moving", details });
  expect(() => readFinding("self-ride", details)).toThrow("not as its schema says");
  expect(() => readFinding("unheard-of", details)).toThrow("not as its schema says");
});
