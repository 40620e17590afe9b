"use client";
import type { MapMovementEvent } from "maplibre-gl";
import { useEffect, useEffectEvent, useRef } from "react";

import { useReducedMotion } from "../client/use-theme.ts";
import type { MapPoint } from "./map-city.ts";
import { useAtlasMap } from "./map-context.ts";
import { useMapInset } from "./map-inset.ts";

interface FitToProps {
  readonly points: readonly MapPoint[];
  /** Closest zoom, and the zoom for a single point. */
  readonly maxZoom?: number;
  /** Another value fits again at once, even where the person has just moved the map. */
  readonly again?: string | number;
}

/** A person who moves the map is left alone for this long. */
const HANDS_OFF_MS = 12_000;
const MARGIN_PX = 56;

/** Keeps the points in the free part of the map: fits when they move by more than about ten metres or the sheet changes. */
export function FitTo({ points, maxZoom = 15.5, again = 0 }: FitToProps): null {
  const { map } = useAtlasMap();
  const { inset } = useMapInset();
  const isReduced = useReducedMotion();
  const touchedAt = useRef(-Infinity);
  const fittedFor = useRef<string | number | null>(null);
  const key = points.map(({ lat, lng }) => `${lat.toFixed(4)},${lng.toFixed(4)}`).join(" ");

  useEffect(() => {
    const moving = map.on("movestart", (event: MapMovementEvent) => {
      if (event.originalEvent) touchedAt.current = performance.now();
    });
    return () => moving.unsubscribe();
  }, [map]);

  const fit = useEffectEvent(() => {
    const [first] = points;
    if (!first) return;
    if (fittedFor.current === again && performance.now() - touchedAt.current < HANDS_OFF_MS) return;
    fittedFor.current = again;
    const lngs = points.map((point) => point.lng);
    const lats = points.map((point) => point.lat);
    const { clientWidth, clientHeight } = map.getContainer();
    const free = Math.min(clientWidth - inset.left - inset.right, clientHeight - inset.top - inset.bottom);
    map.fitBounds([Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)], {
      padding: Math.min(MARGIN_PX, free / 5),
      maxZoom,
      duration: isReduced ? 0 : 700,
      linear: true,
    });
  });
  useEffect(() => {
    fit();
  }, [map, key, again, inset]);

  return null;
}
