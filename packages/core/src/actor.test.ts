import { expect, test } from "vitest";
import { type Actor, mayActFor, ROLES, SYSTEM } from "./actor.ts";

test.each(ROLES)("a %s acts for themselves", (role) => {
  expect(mayActFor({ userId: "me", role }, "me")).toBe(true);
});

test.each([
  ["rider", false],
  ["driver", false],
  ["admin", true],
  ["service", true],
] as const)("whether a %s acts for others: %s", (role, may) => {
  const actor: Actor = { userId: "me", role };
  expect(mayActFor(actor, "somebody else")).toBe(may);
});

test("jobs and sweepers act for everybody", () => {
  expect(mayActFor(SYSTEM, "somebody")).toBe(true);
});
