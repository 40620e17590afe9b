"use client";
import { useLive } from "@atlas/ui/client/use-live";
import type { VehicleType } from "@atlas/core/vehicle";
import { useMemo, useState } from "react";

import { useRpc } from "../client/rpc.ts";
import { applyFleetUpdate, type Fleet } from "./apply-fleet-update.ts";

interface LiveFleet {
  readonly fleet: Fleet;
  readonly isConnecting: boolean;
  readonly error: unknown;
}

/** Every driver on the map, kept up to date: a snapshot first, and again after each reconnect, then what changed. */
export function useFleet(vehicleType: VehicleType | null): LiveFleet {
  const rpc = useRpc();
  const [fleet, setFleet] = useState<Fleet | null>(null);
  const live = useLive(
    rpc.tracker.watchFleet.subscriptionOptions(vehicleType ? { vehicleType } : {}, {
      onData: (update) => setFleet((before) => applyFleetUpdate(before, update)),
    }),
  );
  return useMemo(
    () => ({ fleet: fleet ?? new Map(), isConnecting: fleet === null, error: live.error }),
    [fleet, live.error],
  );
}
