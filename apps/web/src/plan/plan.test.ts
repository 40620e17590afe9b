import { describe, expect, test } from "vitest";

import { EMPTY_PLAN, planAfter, type Plan, type PlanAction } from "./plan.ts";

const home = { label: "Home", lat: -6.2, lng: 106.8 };
const work = { label: "Work", lat: -6.21, lng: 106.82 };

function after(...actions: PlanAction[]): Plan {
  return actions.reduce(planAfter, EMPTY_PLAN);
}

describe("a rider's plan", () => {
  test("a destination without a pickup asks for the pickup next", () => {
    expect(after({ type: "place", end: "dropoff", place: work }).step).toEqual({ name: "search", end: "pickup" });
  });

  test("with both ends known the ride is chosen", () => {
    const plan = after({ type: "place", end: "pickup", place: home }, { type: "place", end: "dropoff", place: work });
    expect(plan.step.name).toBe("choose");
  });

  test("going back from the price forgets the destination but not the pickup", () => {
    const plan = after(
      { type: "place", end: "pickup", place: home },
      { type: "place", end: "dropoff", place: work },
      { type: "back" },
    );
    expect(plan).toEqual({ ...EMPTY_PLAN, pickup: home });
  });

  test("changing the pickup of a priced trip comes back to the price", () => {
    const plan = after(
      { type: "place", end: "pickup", place: home },
      { type: "place", end: "dropoff", place: work },
      { type: "search", end: "pickup" },
      { type: "back" },
    );
    expect(plan.step.name).toBe("choose");
    expect(plan.dropoff).toEqual(work);
  });
});
