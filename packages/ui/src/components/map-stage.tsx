"use client";
import { useMemo, useState, type CSSProperties, type ReactNode } from "react";

import { MapInsetContext, NO_INSET } from "../map/map-inset.ts";

interface MapStageProps {
  /** An `AtlasMap`; it fills the stage. */
  readonly map: ReactNode;
  /** A `Sheet`, and whatever else floats over the map. */
  readonly children: ReactNode;
}

/** A screen that is a map with things lying over it; the map learns how much of it they cover. */
export function MapStage({ map, children }: MapStageProps): ReactNode {
  const [inset, setInset] = useState(NO_INSET);
  const value = useMemo(() => ({ inset, setInset }), [inset]);
  const style: CSSProperties & Record<`--${string}`, string> = {
    "--map-inset-bottom": `${inset.bottom}px`,
    "--map-inset-left": `${inset.left}px`,
  };
  return (
    <MapInsetContext value={value}>
      <div className="relative h-dvh w-full overflow-hidden" style={style}>
        <div className="absolute inset-0">{map}</div>
        {children}
      </div>
    </MapInsetContext>
  );
}
