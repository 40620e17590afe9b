"use client";
import { ClockOffsetContext } from "@atlas/ui/client/clock-offset-context";
import { useConnectionState } from "@atlas/ui/client/connection";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { measureClock } from "./measure-clock.ts";
import { useRpcClient } from "./rpc.tsx";

/** A change of the device's clock shows within this time. */
const MEASURE_EVERY_MS = 300_000;

/** Has what lies within count by Atlas's clock: what runs out does so at its instant on any device. */
export function AtlasClock({ children }: { readonly children: ReactNode }): ReactNode {
  const { account } = useRpcClient();
  // Over the socket, which takes the shortest.
  const ask = async (): Promise<number> => (await account.time.query({}, { context: { viaSocket: true } })).nowMs;
  const isConnected = useConnectionState() === "live";
  const { data } = useQuery({
    queryKey: ["clock-offset"],
    queryFn: () => measureClock(ask, Date.now),
    enabled: isConnected,
    refetchInterval: MEASURE_EVERY_MS,
  });
  return <ClockOffsetContext value={data ?? null}>{children}</ClockOffsetContext>;
}
