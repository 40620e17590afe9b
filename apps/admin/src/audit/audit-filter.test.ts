import { createLoader, createSerializer } from "nuqs";
import { expect, test } from "vitest";

import { AUDIT_LIST, auditFilterOf } from "./audit-filter.ts";

const ID = "0197a3c0-0000-7000-8000-000000000001";
const load = createLoader(AUDIT_LIST);

test("the address of the page is its filter", () => {
  const filter = {
    actorId: ID,
    action: "cancel-order",
    subjectKind: "order",
    about: "jakarta",
    fromDay: "2026-11-01",
    toDay: "2026-11-30",
  };
  const list = load(new URLSearchParams({ ...filter, columns: "at,who" }));
  expect(auditFilterOf(list)).toEqual(filter);
  expect(load(createSerializer(AUDIT_LIST)(list))).toEqual(list);
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
  expect(auditFilterOf(load(params))).toEqual({});
});
