import { useRef, type RefObject } from "react";

import { drawCarSheet } from "./car-image.ts";
import { CarSprites } from "./car-sprites.ts";
import { useMapLayers } from "./map-context.ts";

/** The cars over the map, made anew with each style; null while there is none. */
export function useCarSprites(): RefObject<CarSprites | null> {
  const sprites = useRef<CarSprites | null>(null);
  useMapLayers(({ map, palette }) => {
    const layer = new CarSprites(map, drawCarSheet(palette));
    sprites.current = layer;
    return () => {
      sprites.current = null;
      layer.remove();
    };
  });
  return sprites;
}
