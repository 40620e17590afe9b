"use client";
import { useLive } from "@atlas/ui/client/use-live";
import type { FleetDriver } from "@atlas/ui/map/fleet-layer";
import { skipToken } from "@tanstack/react-query";
import { useState } from "react";

import { useRpc } from "../rpc.ts";

interface FoundCars {
  /** Which subscription they came from. */
  readonly box: string;
  readonly cars: readonly FleetDriver[];
}

const NO_CARS: readonly FleetDriver[] = [];
const HALF_BOX_DEG = 0.02; // about 2.2 km

/** Available cars around a point, without identity, as they move. Empty while `around` is null. */
export function useNearbyCars(around: { readonly lat: number; readonly lng: number } | null): readonly FleetDriver[] {
  const rpc = useRpc();
  const [found, setFound] = useState<FoundCars>({ box: "", cars: NO_CARS });
  // Rounded, so that a small move of the pickup does not open another subscription.
  const lat = around ? Math.round(around.lat * 200) / 200 : null;
  const lng = around ? Math.round(around.lng * 200) / 200 : null;
  const box = `${lat},${lng}`;

  useLive(
    rpc.tracker.watchFleet.subscriptionOptions(
      lat === null || lng === null
        ? skipToken
        : { bounds: [lng - HALF_BOX_DEG, lat - HALF_BOX_DEG, lng + HALF_BOX_DEG, lat + HALF_BOX_DEG] },
      {
        onData(update) {
          setFound((before) => {
            const known = before.box === box && update.kind === "delta" ? before.cars : NO_CARS;
            const replaced = new Set([...update.gone, ...update.drivers.map((driver) => driver.key)]);
            const available = update.drivers.filter((driver) => driver.state === "available");
            return { box, cars: [...known.filter((car) => !replaced.has(car.key)), ...available] };
          });
        },
      },
    ),
  );
  return found.box === box ? found.cars : NO_CARS;
}
