"use client";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { ClockOffsetContext } from "./clock-offset-context.ts";
import { useConnectionState } from "./connection.ts";
import { measureClock } from "./measure-clock.ts";

/** Whoever sets the device's clock sees it within this time. */
const MEASURE_EVERY_MS = 300_000;

interface AtlasClockProps {
  /** Asks the gateway for its time, epoch milliseconds; over the socket, which takes the shortest. */
  readonly ask: () => Promise<number>;
  readonly children: ReactNode;
}

/** Has what lies within count by Atlas's clock: what runs out does so at its instant on any device. */
export function AtlasClock({ ask, children }: AtlasClockProps): ReactNode {
  const isConnected = useConnectionState() === "live";
  const { data } = useQuery({
    queryKey: ["clock-offset"],
    queryFn: () => measureClock(ask, Date.now),
    enabled: isConnected,
    refetchInterval: MEASURE_EVERY_MS,
  });
  return <ClockOffsetContext value={data ?? null}>{children}</ClockOffsetContext>;
}
