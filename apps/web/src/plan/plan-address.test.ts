import { describe, expect, test } from "vitest";

import { EMPTY_PLAN, type Plan, type Step } from "./plan.ts";
import { planOf, queryOf, stateOfQuery } from "./plan-address.ts";

const home = { label: "Jalan Sabang 12, Kebon Sirih", lat: -6.1862, lng: 106.8243 };
const work = { label: "Blok M & “Mal” 100 %", lat: -6.2444, lng: 106.7983 };

function reopened(query: string, located: typeof home | null = null): Plan {
  return planOf(stateOfQuery(query), located);
}

describe("a plan in its address", () => {
  test.each<Step>([
    { name: "choose" },
    { name: "confirm" },
    { name: "search", end: "pickup" },
    { name: "search", end: "dropoff" },
    { name: "pin", end: "pickup", at: { lat: -6.2, lng: 106.8 } },
    { name: "pin", end: "dropoff", at: { lat: -6.2, lng: 106.8 } },
  ])("opens again as it was: %j", (step) => {
    const plan: Plan = { step, pickup: home, dropoff: work, vehicleType: "go-car" };
    expect(reopened(queryOf(plan))).toEqual(plan);
  });

  test("is empty where nothing is decided", () => {
    expect(queryOf(EMPTY_PLAN)).toBe("");
    expect(reopened("")).toEqual(EMPTY_PLAN);
  });

  test("a pickup that was chosen is not moved by a late fix; without one the rider is met where they stand", () => {
    const query = queryOf({ ...EMPTY_PLAN, step: { name: "choose" }, pickup: home, dropoff: work });
    expect(reopened(query, work).pickup).toEqual(home);
    expect(reopened("", work).pickup).toEqual(work);
  });

  test("a destination alone asks for the pickup, and for the ride once the device says where it is", () => {
    const query = queryOf({ ...EMPTY_PLAN, step: { name: "choose" }, dropoff: work });
    expect(reopened(query).step).toEqual({ name: "search", end: "pickup" });
    expect(reopened(query, home).step).toEqual({ name: "choose" });
  });

  test.each([
    "?step=pay",
    "?to=nowhere",
    "?to=-6.2,106.8",
    "?to=-96.2,106.8,Pole",
    "?to=-6.2,190,Sea",
    "?step=fly&ride=boat",
    "?to=-6.2,106.8,%20",
  ])("nothing is taken from an address that says nothing: %s", (query) => {
    expect(reopened(query)).toEqual(EMPTY_PLAN);
  });
});
