import type { MapMouseEvent } from "maplibre-gl";
import { useEffect, useEffectEvent } from "react";

import { useAtlasMap } from "./map-context.ts";

interface MapTaps<Hit> {
  /** What lies at a place of the map; null where nothing does. */
  readonly hitAt: (event: MapMouseEvent) => Hit | null;
  /** Such a thing was tapped or clicked. */
  readonly onHit: (hit: Hit) => void;
}

/** Taps on what a layer of our own draws, which MapLibre knows nothing about; a mouse over it points. */
export function useMapTaps<Hit>({ hitAt, onHit }: MapTaps<Hit>): void {
  const { map } = useAtlasMap();
  const choose = useEffectEvent((event: MapMouseEvent) => {
    const hit = hitAt(event);
    if (hit === null) return;
    event.preventDefault();
    onHit(hit);
  });
  const point = useEffectEvent((event: MapMouseEvent) => {
    map.getCanvas().style.cursor = hitAt(event) === null ? "" : "pointer";
  });
  useEffect(() => {
    const clicked = map.on("click", choose);
    const moved = map.on("mousemove", point);
    return () => {
      clicked.unsubscribe();
      moved.unsubscribe();
    };
  }, [map]);
}
