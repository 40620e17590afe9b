"use client";
import type { RouterInputs } from "@atlas/api/router";
import { skipToken } from "@tanstack/react-query";
import { useMemo, useState } from "react";

import { useRpc } from "../rpc.tsx";
import { useLive } from "../use-live.ts";
import { applyFleetUpdate, type Fleet } from "./apply-fleet-update.ts";

interface LiveFleet {
  readonly fleet: Fleet;
  /** Until the first snapshot of what is watched. */
  readonly isConnecting: boolean;
}

interface KnownFleet {
  /** Which watch it came from. */
  readonly key: string;
  readonly fleet: Fleet | null;
}

const NOBODY: Fleet = new Map();

/** The drivers that `watch` asks for, as they move: a snapshot first, and again after each reconnect, then what changed. */
export function useFleet(watch: RouterInputs["tracker"]["watchFleet"] | typeof skipToken): LiveFleet {
  const rpc = useRpc();
  const key = watch === skipToken ? "" : JSON.stringify(watch);
  const [known, setKnown] = useState<KnownFleet>({ key, fleet: null });
  useLive(
    rpc.tracker.watchFleet.subscriptionOptions(watch, {
      onData: (update) =>
        setKnown((before) => ({ key, fleet: applyFleetUpdate(before.key === key ? before.fleet : null, update) })),
    }),
  );
  const fleet = known.key === key ? known.fleet : null;
  return useMemo(() => ({ fleet: fleet ?? NOBODY, isConnecting: fleet === null }), [fleet]);
}
