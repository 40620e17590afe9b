import { VEHICLE_TYPES } from "@atlas/core/vehicle";
import { CAR_LOOKS } from "@atlas/ui/map/car-image";
import type { FleetFilter } from "@atlas/ui/map/fleet-cars";
import { type inferParserType, parseAsArrayOf, parseAsBoolean, parseAsStringLiteral } from "nuqs";

import { parseAsId } from "../table/list-state.ts";

export const PANELS = ["drivers", "city"] as const;

/** The live map in its address. */
export const FLEET_STATE = {
  hide: parseAsArrayOf(parseAsStringLiteral(CAR_LOOKS)).withDefault([]),
  vehicle: parseAsStringLiteral(VEHICLE_TYPES),
  driver: parseAsId,
  demand: parseAsBoolean.withDefault(false),
  panel: parseAsStringLiteral(PANELS).withDefault("drivers"),
};

export type FleetState = inferParserType<typeof FLEET_STATE>;

/** Which cars the map and the list show. */
export function fleetFilterOf({ hide, vehicle }: Pick<FleetState, "hide" | "vehicle">): FleetFilter {
  return {
    looks: CAR_LOOKS.filter((look) => !hide.includes(look)),
    vehicleTypes: vehicle === null ? VEHICLE_TYPES : [vehicle],
  };
}
