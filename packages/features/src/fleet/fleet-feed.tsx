"use client";
import type { FleetCars } from "@atlas/ui/map/fleet-cars";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";

import { useRpc } from "../rpc.tsx";
import { useLive } from "../use-live.ts";

const OFFERS_MS = 2_000;

/**
 * Fills the cars of the operator's city as they move. A component of its own that draws nothing: a subscription renders the component that reads it
 * with each of its updates.
 */
export function FleetFeed({ cars }: { readonly cars: FleetCars }): null {
  const rpc = useRpc();
  useLive(rpc.tracker.watchFleetFrames.subscriptionOptions({}, { onData: (frame) => cars.apply(frame, Date.now()) }));
  const offered = useQuery(rpc.ops.offeredDrivers.queryOptions({}, { refetchInterval: OFFERS_MS })).data?.driverIds;
  useEffect(() => {
    if (offered) cars.setOffered(offered);
  }, [cars, offered]);
  return null;
}
