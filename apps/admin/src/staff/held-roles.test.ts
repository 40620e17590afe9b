import { expect, test } from "vitest";
import { cityOfRole, withRole } from "./held-roles.ts";

const NOBODY = { roles: [], cityRoles: {} };

test("a role is held for all cities, for one, or not at all, and the others stay as they are", () => {
  const viewer = withRole(NOBODY, "viewer", null);
  expect(viewer).toEqual({ roles: ["viewer"], cityRoles: {} });
  const both = withRole(viewer, "dispatcher", "jakarta");
  expect(both).toEqual({ roles: ["viewer"], cityRoles: { dispatcher: "jakarta" } });
  expect(withRole(both, "viewer", "sabang")).toEqual({
    roles: [],
    cityRoles: { viewer: "sabang", dispatcher: "jakarta" },
  });
  expect(withRole(both, "dispatcher", null)).toEqual({ roles: ["viewer", "dispatcher"], cityRoles: {} });
  expect(withRole(both, "dispatcher", undefined)).toEqual(viewer);
});

test("an owner is one for all cities", () => {
  expect(withRole(NOBODY, "owner", "jakarta")).toEqual(NOBODY);
  expect(withRole(NOBODY, "owner", null)).toEqual({ roles: ["owner"], cityRoles: {} });
});

test("where a role is held is said of each", () => {
  const held = { roles: ["viewer" as const], cityRoles: { finance: "sabang" } };
  expect(cityOfRole(held, "viewer")).toBeNull();
  expect(cityOfRole(held, "finance")).toBe("sabang");
  expect(cityOfRole(held, "support")).toBeUndefined();
  expect(cityOfRole(held, "owner")).toBeUndefined();
});
