"use client";
import { toLngLat } from "@atlas/core/geo";
import { decodePolyline } from "@atlas/core/polyline";
import { useCity } from "@atlas/features/use-city";
import { AtlasMap } from "@atlas/ui/map/atlas-map";
import { FitTo } from "@atlas/ui/map/fit-to";
import { RouteLine } from "@atlas/ui/map/route-line";
import { useMemo, type ReactNode } from "react";

import { useReplay, useReplayMoment } from "../../replay/replay-context.tsx";
import { ReplayControls } from "../../replay/replay-controls.tsx";
import { ReplayLayer } from "../../replay/replay-layer.tsx";
import { tripAt } from "./trip-at.ts";
import type { DayTrack } from "./use-day-replay.ts";

/** Where the car went that day, over the planned route of the trip that it was on at the moment in sight. */
export function DayMap({ trips }: { readonly trips: DayTrack["trips"] }): ReactNode {
  const city = useCity();
  const replay = useReplay();
  const atMs = useReplayMoment();
  const track = replay.state === "ready" ? replay.replay.track : null;
  const planned = tripAt(trips, atMs)?.polyline ?? "";
  const route = useMemo(() => decodePolyline(planned).map(toLngLat), [planned]);
  // Of thousands of points the corners are all that the map has to fit.
  const corners = useMemo(() => (track === null ? [] : cornersOf(track.points)), [track]);
  return (
    <div className="self-start overflow-hidden rounded-card border border-line bg-raised">
      <div className="h-112 max-md:h-80">
        <AtlasMap city={city.data ?? null}>
          <RouteLine geometry={route} />
          <ReplayLayer />
          <FitTo points={corners} />
        </AtlasMap>
      </div>
      <ReplayControls />
    </div>
  );
}

function cornersOf(points: readonly { readonly lat: number; readonly lng: number }[]): { lat: number; lng: number }[] {
  let [south, west, north, east] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { lat, lng } of points) {
    south = Math.min(south, lat);
    north = Math.max(north, lat);
    west = Math.min(west, lng);
    east = Math.max(east, lng);
  }
  return [
    { lat: south, lng: west },
    { lat: north, lng: east },
  ];
}
