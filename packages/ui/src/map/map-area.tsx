"use client";
import { useEffect, useEffectEvent } from "react";

import { useAtlasMap } from "./map-context.ts";

/** West, south, east, north. */
export type MapBounds = readonly [number, number, number, number];

/** Tells which part of the city is in sight, at first and after each movement. */
export function MapArea({ onArea }: { readonly onArea: (bounds: MapBounds) => void }): null {
  const { map } = useAtlasMap();
  const tell = useEffectEvent(() => {
    const bounds = map.getBounds();
    onArea([bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()]);
  });
  useEffect(() => {
    tell();
    const moved = map.on("moveend", tell);
    return () => moved.unsubscribe();
  }, [map]);
  return null;
}
