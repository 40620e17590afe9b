import { VEHICLE_TYPES } from "@atlas/core/vehicle";
import {
  createLoader,
  createParser,
  createSerializer,
  type inferParserType,
  parseAsStringLiteral,
  type UrlKeys,
} from "nuqs";

import type { Place } from "../views.ts";
import { type End, EMPTY_PLAN, type Plan, type Step } from "./plan.ts";

const STEPS = ["pickup", "destination", "pickup-pin", "destination-pin", "pay"] as const;
type NamedStep = (typeof STEPS)[number];

const MAX_LABEL = 200;
/** About a metre. */
const DECIMALS = 5;

/** `lat,lng,label`; the label is what remains, commas and all. */
const parseAsPlace = createParser<Place>({
  parse(text) {
    const [, lat, lng, label] = /^(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?),(.+)$/su.exec(text) ?? [];
    const point = pointOf(lat, lng);
    const name = label?.trim().slice(0, MAX_LABEL);
    return point && name ? { label: name, ...point } : null;
  },
  serialize: ({ label, lat, lng }) => `${inDecimals(lat)},${inDecimals(lng)},${label.slice(0, MAX_LABEL)}`,
  eq: (a, b) => a.lat === b.lat && a.lng === b.lng && a.label === b.label,
});

const parseAsPoint = createParser<{ readonly lat: number; readonly lng: number }>({
  parse(text) {
    const [lat, lng] = text.split(",", 2);
    return pointOf(lat, lng);
  },
  serialize: ({ lat, lng }) => `${inDecimals(lat)},${inDecimals(lng)}`,
  eq: (a, b) => a.lat === b.lat && a.lng === b.lng,
});

/** A plan in its address, so that Back undoes a step of it and a link shares it. */
export const PLAN_STATE = {
  step: parseAsStringLiteral(STEPS),
  pickup: parseAsPlace,
  dropoff: parseAsPlace,
  at: parseAsPoint,
  vehicleType: parseAsStringLiteral(VEHICLE_TYPES).withDefault(EMPTY_PLAN.vehicleType),
};
/** How they are called there. */
export const PLAN_KEYS: UrlKeys<typeof PLAN_STATE> = { pickup: "from", dropoff: "to", vehicleType: "ride" };

export type PlanState = inferParserType<typeof PLAN_STATE>;

const load = createLoader(PLAN_STATE, { urlKeys: PLAN_KEYS });
const serialize = createSerializer(PLAN_STATE, { urlKeys: PLAN_KEYS });

/** The plan of an address. `located` is where the rider stands: the pickup until they choose one. */
export function planOf({ step, pickup, dropoff, at, vehicleType }: PlanState, located: Place | null): Plan {
  const plan = { pickup: pickup ?? located, dropoff, vehicleType };
  return { ...plan, step: stepOf(step, at, plan) };
}

/** The address of a plan; a point to look at is there only while a pin is moved. */
export function stateOf({ step, pickup, dropoff, vehicleType }: Plan): PlanState {
  return {
    step: nameOf(step),
    pickup,
    dropoff,
    at: step.name === "pin" ? step.at : null,
    vehicleType,
  };
}

/** The query of a plan, and the plan of a query. */
export function queryOf(plan: Plan): string {
  return serialize(stateOf(plan));
}
export function stateOfQuery(query: string): PlanState {
  return load(query);
}

function stepOf(step: NamedStep | null, at: PlanState["at"], ends: Pick<Plan, "pickup" | "dropoff">): Step {
  switch (step) {
    case "pickup":
    case "destination":
      return { name: "search", end: endOf(step) };
    case "pickup-pin":
    case "destination-pin":
      return { name: "pin", end: endOf(step), at: at ?? ends[endOf(step)] };
    case "pay":
    case null:
      if (ends.dropoff === null) return { name: "home" };
      if (ends.pickup === null) return { name: "search", end: "pickup" };
      return { name: step === "pay" ? "confirm" : "choose" };
  }
}

function nameOf(step: Step): NamedStep | null {
  switch (step.name) {
    case "search":
      return step.end === "pickup" ? "pickup" : "destination";
    case "pin":
      return step.end === "pickup" ? "pickup-pin" : "destination-pin";
    case "confirm":
      return "pay";
    case "home":
    case "choose":
      return null;
  }
}

function endOf(step: Exclude<NamedStep, "pay">): End {
  return step.startsWith("pickup") ? "pickup" : "dropoff";
}

function pointOf(lat: string | undefined, lng: string | undefined): { lat: number; lng: number } | null {
  if (!lat || !lng) return null;
  const point = { lat: Number(lat), lng: Number(lng) };
  return Math.abs(point.lat) <= 90 && Math.abs(point.lng) <= 180 ? point : null;
}

function inDecimals(deg: number): number {
  return Number(deg.toFixed(DECIMALS));
}
