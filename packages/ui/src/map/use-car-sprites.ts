import { useRef, type RefObject } from "react";

import { drawCarSheet } from "./car-image.ts";
import { CarSprites } from "./car-sprites.ts";
import { useMapLayers } from "./map-context.ts";

/** The map's layer of cars, made anew with each style; null while there is none. */
export function useCarSprites(): RefObject<CarSprites | null> {
  const sprites = useRef<CarSprites | null>(null);
  useMapLayers(({ map, palette }) => {
    const layer = new CarSprites(drawCarSheet(palette));
    map.addLayer(layer);
    sprites.current = layer;
    return () => {
      sprites.current = null;
      if (map.getLayer(layer.id)) map.removeLayer(layer.id);
    };
  });
  return sprites;
}
