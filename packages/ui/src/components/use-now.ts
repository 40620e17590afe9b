"use client";
import { use, useEffect, useState } from "react";

import { ClockOffsetContext } from "../client/clock-offset-context.ts";

/** Atlas's time, renewed every `intervalMs` (1 s) while mounted: for instants that the server has set. */
export function useNow(intervalMs = 1000): Date {
  const offsetMs = use(ClockOffsetContext) ?? 0;
  return new Date(useDeviceNow(intervalMs).getTime() + offsetMs);
}

/** The device's own time, be it right or not: for what the device itself has dated. */
export function useDeviceNow(intervalMs = 1000): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), intervalMs);
    return () => clearInterval(timer);
  }, [intervalMs]);
  return now;
}
