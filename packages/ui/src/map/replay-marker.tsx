"use client";
import { useEffect, type ReactNode } from "react";
import { createPortal } from "react-dom";

import { CarGlyph } from "./driver-marker.tsx";
import type { MapPoint } from "./map-city.ts";
import { useMarker } from "./map-marker.tsx";

interface ReplayMarkerProps {
  readonly place: MapPoint & { readonly headingDeg: number };
  /** Hollow: the place is the last one that is known. */
  readonly isUnknown: boolean;
  readonly label: string;
}

/** A car at a moment of the past. It goes where it is put at once: who replays sets the pace. */
export function ReplayMarker({ place, isUnknown, label }: ReplayMarkerProps): ReactNode {
  const marker = useMarker(place, label);
  useEffect(() => {
    marker?.setLngLat([place.lng, place.lat]).setRotation(place.headingDeg);
  }, [marker, place.lat, place.lng, place.headingDeg]);
  return marker ? createPortal(<CarGlyph isStale={isUnknown} />, marker.getElement()) : null;
}
