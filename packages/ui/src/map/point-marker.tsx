"use client";
import type { ReactNode } from "react";

import type { MapPoint } from "./map-city.ts";
import { MapMarker } from "./map-marker.tsx";

export type PointKind = "pickup" | "dropoff" | "me";

interface PointMarkerProps {
  readonly kind: PointKind;
  readonly at: MapPoint;
  /** What a screen reader says; shown beside the marker when `isLabelShown`. */
  readonly label: string;
  readonly isLabelShown?: boolean;
}

/** Pickup is a ring, the destination a square, the person a blue dot. */
export function PointMarker({ kind, at, label, isLabelShown = false }: PointMarkerProps): ReactNode {
  return (
    <MapMarker at={at} label={label}>
      <div className="relative flex items-center justify-center">
        <PointGlyph kind={kind} />
        {isLabelShown ? (
          <span className="absolute left-1/2 top-full mt-1 max-w-40 -translate-x-1/2 truncate rounded-full bg-raised px-2.5 py-1 font-sans text-xs font-semibold text-ink shadow-float">
            {label}
          </span>
        ) : null}
      </div>
    </MapMarker>
  );
}

/** The same sign for use beside text. */
export function PointGlyph({ kind, size = 26 }: { readonly kind: PointKind; readonly size?: number }): ReactNode {
  return (
    <svg width={size} height={size} viewBox="0 0 26 26" aria-hidden="true" className="shrink-0">
      {kind === "pickup" ? (
        <>
          <circle cx="13" cy="13" r="11" fill="var(--atlas-raised)" />
          <circle cx="13" cy="13" r="7.5" fill="none" stroke="var(--atlas-ink)" strokeWidth="5" />
        </>
      ) : kind === "dropoff" ? (
        <>
          <rect x="2.5" y="2.5" width="21" height="21" rx="5" fill="var(--atlas-raised)" />
          <rect x="5" y="5" width="16" height="16" rx="3" fill="var(--atlas-ink)" />
          <rect x="10" y="10" width="6" height="6" rx="1" fill="var(--atlas-action)" />
        </>
      ) : (
        <>
          <circle cx="13" cy="13" r="12" fill="var(--atlas-info)" opacity="0.2" />
          <circle cx="13" cy="13" r="7" fill="var(--atlas-info)" stroke="var(--atlas-raised)" strokeWidth="2.5" />
        </>
      )}
    </svg>
  );
}
