import type { Map as MapLibreMap } from "maplibre-gl";
import type * as MapLibre from "maplibre-gl";
import { createContext, use, useEffect } from "react";

import type { MapPalette } from "./palette.ts";

export interface MapContextValue {
  readonly map: MapLibreMap;
  readonly maplibre: typeof MapLibre;
  readonly theme: "light" | "dark";
  readonly palette: MapPalette;
  /** Grows with every style that has been loaded; sources and layers of our own are gone after each. */
  readonly styleVersion: number;
}

export const MapContext = createContext<MapContextValue | null>(null);

/** The map around this component; throws outside AtlasMap. */
export function useAtlasMap(): MapContextValue {
  const value = use(MapContext);
  if (!value) throw new Error("This component belongs inside an AtlasMap");
  return value;
}

/** Runs `add` once the style stands and again after each change of style; what it returns takes the layers away. */
export function useMapLayers(add: (context: MapContextValue) => () => void): void {
  const context = useAtlasMap();
  useEffect(() => {
    if (context.styleVersion === 0) return;
    const remove = add(context);
    return () => {
      // After map.remove() there is no style to take anything from.
      if (context.map.style) remove();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `add` closes over literals only; the style is what matters
  }, [context.map, context.styleVersion]);
}
