import { encodeFleetFrame, type FrameCar } from "@atlas/core/positions/fleet-frame";

import type { FleetFrame } from "./fleet-cars.ts";

/** Cars as the gateway sends them, for tests and for the catalogue. */
export function packedFleet(
  kind: FleetFrame["kind"],
  cars: readonly FrameCar[],
  change: Partial<Pick<FleetFrame, "gone" | "named">> = {},
): FleetFrame {
  return { kind, gone: [], named: [], ...change, cars: btoa(String.fromCharCode(...encodeFleetFrame(cars))) };
}
