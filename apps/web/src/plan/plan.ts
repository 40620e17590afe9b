import type { VehicleType } from "@atlas/core/vehicle";

import type { Place } from "../views.ts";

/** Which end of the trip is being chosen. */
export type End = "pickup" | "dropoff";

export type Step =
  | { readonly name: "home" }
  | { readonly name: "search"; readonly end: End }
  | { readonly name: "pin"; readonly end: End; readonly at: { readonly lat: number; readonly lng: number } | null }
  | { readonly name: "choose" }
  | { readonly name: "confirm" };

/** What a rider has decided so far; one step decides one thing. */
export interface Plan {
  readonly step: Step;
  readonly pickup: Place | null;
  readonly dropoff: Place | null;
  readonly vehicleType: VehicleType;
}

export type PlanAction =
  | { readonly type: "search"; readonly end: End }
  | { readonly type: "pin"; readonly end: End; readonly at?: { readonly lat: number; readonly lng: number } }
  | { readonly type: "place"; readonly end: End; readonly place: Place }
  | { readonly type: "vehicle"; readonly vehicleType: VehicleType }
  | { readonly type: "continue" }
  | { readonly type: "again"; readonly pickup: Place; readonly dropoff: Place; readonly vehicleType: VehicleType }
  | { readonly type: "back" }
  | { readonly type: "reset" };

export const EMPTY_PLAN: Plan = { step: { name: "home" }, pickup: null, dropoff: null, vehicleType: "go-ride" };

/** The plan after an action. The pickup survives a reset: the rider is still there. */
export function planAfter(plan: Plan, action: PlanAction): Plan {
  switch (action.type) {
    case "search":
      return { ...plan, step: { name: "search", end: action.end } };
    case "pin":
      return { ...plan, step: { name: "pin", end: action.end, at: action.at ?? plan[action.end] } };
    case "place":
      return withNextStep({ ...plan, [action.end]: action.place });
    case "vehicle":
      return { ...plan, vehicleType: action.vehicleType };
    case "continue":
      return { ...plan, step: { name: "confirm" } };
    case "again":
      return {
        step: { name: "choose" },
        pickup: action.pickup,
        dropoff: action.dropoff,
        vehicleType: action.vehicleType,
      };
    case "back":
      return stepBack(plan);
    case "reset":
      return { ...EMPTY_PLAN, pickup: plan.pickup };
  }
}

function withNextStep(plan: Plan): Plan {
  if (!plan.dropoff) return { ...plan, step: { name: "home" } };
  if (!plan.pickup) return { ...plan, step: { name: "search", end: "pickup" } };
  return { ...plan, step: { name: "choose" } };
}

function stepBack(plan: Plan): Plan {
  switch (plan.step.name) {
    case "confirm":
      return { ...plan, step: { name: "choose" } };
    case "pin":
      return { ...plan, step: { name: "search", end: plan.step.end } };
    case "search":
      return plan.pickup && plan.dropoff
        ? { ...plan, step: { name: "choose" } }
        : { ...plan, dropoff: null, step: { name: "home" } };
    case "choose":
    case "home":
      return { ...plan, dropoff: null, step: { name: "home" } };
  }
}
