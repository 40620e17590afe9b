"use client";
import { useRpc } from "@atlas/features/rpc";
import type { FleetCars } from "@atlas/ui/map/fleet-cars";
import { TrackLine } from "@atlas/ui/map/track-line";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState, type ReactNode } from "react";

import { joined, stretchesOf, type TrailPoint, withPoint } from "./trail.ts";

interface DriverTrailProps {
  readonly cars: FleetCars;
  readonly driverId: string;
}

/** Where a driver has been in the last five minutes: what the page has seen, and before it what the history has. */
export function DriverTrail({ cars, driverId }: DriverTrailProps): ReactNode {
  const rpc = useRpc();
  const history = useQuery(rpc.ops.driverTrail.queryOptions({ driverId }, { staleTime: Infinity, gcTime: 0 })).data;
  const [seen, setSeen] = useState<readonly TrailPoint[]>([]);
  useEffect(() => {
    const look = (): void => {
      const nowMs = Date.now();
      const car = cars.carOf(driverId, nowMs);
      if (car !== null) setSeen((trail) => withPoint(trail, { lat: car.lat, lng: car.lng, atMs: nowMs - car.ageMs }));
    };
    look();
    return cars.subscribe(look);
  }, [cars, driverId]);
  const [first] = seen;
  const past = useMemo(() => (history && first ? before(history.points, first) : []), [history, first]);
  const stretches = useMemo(() => stretchesOf(joined(past, seen)), [past, seen]);
  return <TrackLine stretches={stretches} />;
}

/** The points of the history by the page's clock: the newest of them is where the page began to see the car, or just before. */
function before(
  points: readonly { readonly lat: number; readonly lng: number; readonly at: string }[],
  first: TrailPoint,
): readonly TrailPoint[] {
  const newestMs = Date.parse(points.at(-1)?.at ?? "");
  return points
    .map(({ lat, lng, at }) => ({ lat, lng, atMs: first.atMs - 1 - (newestMs - Date.parse(at)) }))
    .filter(({ atMs }) => atMs < first.atMs);
}
