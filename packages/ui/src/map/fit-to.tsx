"use client";
import { useEffect, useEffectEvent } from "react";

import { useReducedMotion } from "../client/use-theme.ts";
import type { MapPoint } from "./map-city.ts";
import { useAtlasMap } from "./map-context.ts";

interface FitToProps {
  readonly points: readonly MapPoint[];
  /** Closest zoom, and the zoom for a single point. */
  readonly maxZoom?: number;
  /** Another value fits again although the points are the same. */
  readonly again?: string | number;
}

/** Brings the points into the free part of the map, whenever they move by more than about ten metres. */
export function FitTo({ points, maxZoom = 15.5, again = 0 }: FitToProps): null {
  const { map } = useAtlasMap();
  const isReduced = useReducedMotion();
  const key = points.map(({ lat, lng }) => `${lat.toFixed(4)},${lng.toFixed(4)}`).join(" ");

  const fit = useEffectEvent(() => {
    const [first] = points;
    if (!first) return;
    const lngs = points.map((point) => point.lng);
    const lats = points.map((point) => point.lat);
    map.fitBounds([Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)], {
      padding: 56,
      maxZoom,
      duration: isReduced ? 0 : 700,
      linear: true,
    });
  });
  useEffect(() => {
    fit();
  }, [map, key, again]);

  return null;
}
