import { VEHICLE_TYPES, type VehicleType } from "@atlas/core/vehicle";
import type { AVAILABILITIES } from "@atlas/db/schema/drivers";

export type FleetState = "available" | "busy" | "offline";

/** What Postgres knows about a driver, as far as matching and the map need it. */
export interface DriverState {
  /** `unset` is a driver who never said; such a driver is not matched. */
  readonly availability: (typeof AVAILABILITIES)[number];
  /** The active vehicle's type; null for a driver without one, who cannot be matched. */
  readonly vehicleType: VehicleType | null;
  readonly autoAccept: boolean;
  /** The driver's active order (MATCHED, ARRIVED, STARTED). */
  readonly orderId: string | null;
}

/** What a state means for the map and for matching. */
export function fleetStateOf(state: DriverState): FleetState {
  if (state.orderId !== null) return "busy";
  return state.availability === "available" && state.vehicleType !== null ? "available" : "offline";
}

const LETTER_OF: Readonly<Record<FleetState, string>> = { available: "a", busy: "b", offline: "o" };
const STATE_OF: Readonly<Record<string, FleetState | undefined>> = { a: "available", b: "busy", o: "offline" };

/**
 * The state as the scripts read it: letter (a, b, o), index of the vehicle type (or `-`), auto-accept (0, 1) and the
 * order's id. In Redis `:s` and the writer's ticket follow, and the letter of a parked driver (stale, so taken out of
 * matching) is a capital.
 */
export function encodeDriverState(state: DriverState): string {
  const type = state.vehicleType === null ? "-" : String(VEHICLE_TYPES.indexOf(state.vehicleType));
  return `${LETTER_OF[fleetStateOf(state)]}${type}${state.autoAccept ? "1" : "0"}${state.orderId ?? ""}`;
}

/** A driver's state as Redis has it. */
export interface CodedDriverState {
  readonly state: FleetState;
  readonly vehicleType: VehicleType | null;
  readonly autoAccept: boolean;
  readonly orderId: string | null;
}

/** Reads what `encodeDriverState` wrote, with or without ticket; null for anything else. */
export function decodeDriverState(text: string): CodedDriverState | null {
  const state = STATE_OF[text.charAt(0).toLowerCase()];
  if (state === undefined) return null;
  const ticketAt = text.indexOf(":");
  const orderId = ticketAt === -1 ? text.slice(3) : text.slice(3, ticketAt);
  return {
    state,
    vehicleType: VEHICLE_TYPES[Number.parseInt(text.charAt(1), 10)] ?? null,
    autoAccept: text.charAt(2) === "1",
    orderId: orderId === "" ? null : orderId,
  };
}
