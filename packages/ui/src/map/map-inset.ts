import { createContext, use } from "react";

/** Pixels of the map that something lies over, per edge. */
export interface MapInset {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

export const NO_INSET: MapInset = { top: 0, right: 0, bottom: 0, left: 0 };

interface MapInsetContextValue {
  readonly inset: MapInset;
  readonly setInset: (inset: MapInset) => void;
}

export const MapInsetContext = createContext<MapInsetContextValue>({ inset: NO_INSET, setInset: () => undefined });

/** How much of the map the sheet covers, so that what matters is kept in sight. */
export function useMapInset(): MapInsetContextValue {
  return use(MapInsetContext);
}
