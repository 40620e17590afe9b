"use client";
import type { Marker } from "maplibre-gl";
import { useEffect, useState, type ReactNode } from "react";
import { createPortal } from "react-dom";

import { useAtlasMap } from "./map-context.ts";
import type { MapPoint } from "./map-city.ts";

interface MapMarkerProps {
  readonly at: MapPoint;
  readonly label: string;
  readonly children: ReactNode;
}

/** A React node that stays at a point of the map. */
export function MapMarker({ at, label, children }: MapMarkerProps): ReactNode {
  const marker = useMarker(at, label);
  useEffect(() => {
    marker?.setLngLat([at.lng, at.lat]);
  }, [marker, at.lat, at.lng]);
  return marker ? createPortal(children, marker.getElement()) : null;
}

/** A MapLibre marker for the lifetime of the component, placed at `start`; the caller moves it from then on. */
export function useMarker(start: MapPoint, label: string): Marker | null {
  const { map, maplibre } = useAtlasMap();
  const [marker, setMarker] = useState<Marker | null>(null);
  useEffect(() => {
    const element = document.createElement("div");
    element.style.pointerEvents = "none";
    const created = new maplibre.Marker({ element, rotationAlignment: "map" })
      .setLngLat([start.lng, start.lat])
      .addTo(map);
    setMarker(created);
    return () => {
      created.remove();
      setMarker(null);
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `start` is only where it begins
  }, [map, maplibre]);
  useEffect(() => {
    if (!marker) return;
    marker.getElement().setAttribute("role", "img");
    marker.getElement().setAttribute("aria-label", label);
  }, [marker, label]);
  return marker;
}
