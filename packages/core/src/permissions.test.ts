import { describe, expect, test } from "vitest";
import { type Actor, CITY_STAFF_ROLES, ROLES, STAFF_ROLES, SYSTEM } from "./actor.ts";
import { citiesWith, holds, type Permission, permissionsOf } from "./permissions.ts";

const operator = (...staffRoles: NonNullable<Actor["staffRoles"]>): Actor => ({
  userId: "me",
  role: "admin",
  staffRoles,
});

/** Permissions of which a viewer holds none: they change something of somebody else's. */
const isReading = (permission: string): boolean => /\.(read|inspect|search)$/.test(permission);

describe("an operator", () => {
  test("without a role among the staff has an account and nothing else, as does one whose roles were not read", () => {
    const own = ["account.read", "account.manage"];
    expect(permissionsOf(operator())).toEqual(own);
    expect(permissionsOf({ userId: "me", role: "admin" })).toEqual(own);
  });

  test("who is several things holds what each of them holds", () => {
    const [support, finance] = [permissionsOf(operator("support")), permissionsOf(operator("finance"))];
    expect(new Set(permissionsOf(operator("finance", "support")))).toEqual(new Set([...support, ...finance]));
  });

  test("who views reads everything that others read, and changes nothing but their own account, city and views", () => {
    const viewer = permissionsOf(operator("viewer"));
    expect(viewer.filter((permission) => !isReading(permission))).toEqual([
      "account.manage",
      "cities.choose",
      "views.keep",
    ]);
    for (const role of STAFF_ROLES) {
      expect(viewer).toEqual(expect.arrayContaining(permissionsOf(operator(role)).filter(isReading)));
    }
  });

  test("who owns holds everything that any operator holds", () => {
    const owner = permissionsOf(operator("owner"));
    for (const role of STAFF_ROLES) expect(owner).toEqual(expect.arrayContaining(permissionsOf(operator(role))));
  });

  test("decides about money or about who operates only in the roles that are for it", () => {
    const holdersAmongStaff = (permission: Permission): string[] =>
      STAFF_ROLES.filter((role) => holds(operator(role), permission));
    expect(holdersAmongStaff("ledger.decide")).toEqual(["finance", "owner"]);
    expect(holdersAmongStaff("ledger.post")).toEqual(["finance", "owner"]);
    expect(holdersAmongStaff("orders.refund")).toEqual(["finance", "owner"]);
    expect(holdersAmongStaff("payouts.decide")).toEqual(["finance", "owner"]);
    expect(holdersAmongStaff("staff.manage")).toEqual(["owner"]);
  });
});

describe("an operator with a role for one city", () => {
  const ofJakarta: Actor = { userId: "me", role: "admin", cityRoles: { dispatcher: "jakarta", finance: "sabang" } };

  test("holds for all cities nothing but their own account", () => {
    expect(permissionsOf(ofJakarta)).toEqual(permissionsOf(operator()));
    expect(holds(ofJakarta, "orders.drive")).toBe(false);
  });

  test("holds there what the role is for, and nothing of it elsewhere", () => {
    expect(citiesWith(ofJakarta, "orders.drive")).toEqual(["jakarta"]);
    expect(citiesWith(ofJakarta, "payouts.decide")).toEqual(["sabang"]);
    expect(citiesWith(ofJakarta, "orders.read")).toEqual(["jakarta", "sabang"]);
    expect(citiesWith(ofJakarta, "people.restrict")).toEqual([]);
    expect(permissionsOf(ofJakarta, "jakarta")).toContain("orders.drive");
    expect(permissionsOf(ofJakarta, "sabang")).not.toContain("orders.drive");
    expect(permissionsOf(ofJakarta, "bandung")).toEqual(permissionsOf(operator()));
  });

  test("holds nothing that belongs to no city, whatever the roles", () => {
    const all: Actor = {
      userId: "me",
      role: "admin",
      cityRoles: Object.fromEntries(CITY_STAFF_ROLES.map((role) => [role, "jakarta"])),
    };
    const gained = permissionsOf(all, "jakarta");
    expect(gained.filter((permission) => /^(ledger|system|staff|audit|services)\./.test(permission))).toEqual([]);
    expect(gained).not.toContain("cities.create");
    expect(gained).toEqual(expect.arrayContaining(["orders.refund", "payouts.decide", "cities.configure", "ops.act"]));
  });

  test("who is no operator gains nothing by one", () => {
    for (const role of ROLES.filter((known) => known !== "admin")) {
      const plain: Actor = { userId: "me", role, cityRoles: { operations: "jakarta" } };
      expect(citiesWith(plain, "cities.configure")).toEqual([]);
    }
  });
});

test.each(ROLES.filter((role) => role !== "admin"))("roles among the staff give a %s nothing", (role) => {
  const plain: Actor = { userId: "me", role };
  expect(permissionsOf({ ...plain, staffRoles: ["owner"] })).toEqual(permissionsOf(plain));
});

test("jobs act as a service account", () => {
  expect(permissionsOf(SYSTEM)).toEqual(permissionsOf({ userId: "any", role: "service" }));
});
