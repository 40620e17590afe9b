"use client";
import type { FleetCars } from "@atlas/ui/map/fleet-cars";
import { useSyncExternalStore } from "react";

/** Renders the caller with each change of the fleet: for leaves only. */
export function useRevision(cars: FleetCars): number {
  return useSyncExternalStore(
    cars.subscribe,
    () => cars.revision,
    () => 0,
  );
}
