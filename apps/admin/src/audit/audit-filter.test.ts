import { expect, test } from "vitest";

import { readFilter, toAuditInput } from "./use-audit-filter.ts";

const ID = "0197a3c0-0000-7000-8000-000000000001";

test("the address of a page is its filter", () => {
  const params = new URLSearchParams({
    actorId: ID,
    action: "cancel-order",
    subjectKind: "order",
    about: "jakarta",
    fromDay: "2026-11-01",
    toDay: "2026-11-30",
  });
  expect(readFilter(params)).toEqual(Object.fromEntries(params));
});

test("what means nothing there is passed over", () => {
  const params = new URLSearchParams({
    actorId: "me",
    action: "toString",
    subjectKind: "moon",
    about: "x".repeat(65),
    fromDay: "2026-13-01",
    toDay: "soon",
  });
  expect(readFilter(params)).toEqual({});
});

test("days are asked for from midnight to the midnight after the last one", () => {
  const { from, to } = toAuditInput({ fromDay: "2026-11-30", toDay: "2026-11-30" });
  expect(Date.parse(to ?? "") - Date.parse(from ?? "")).toBe(24 * 3_600_000);
  expect(new Date(from ?? "").getHours()).toBe(0);
});
