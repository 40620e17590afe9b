"use client";
import { useEffect, useRef, type ReactNode } from "react";
import { createPortal } from "react-dom";

import { RelativeTime } from "../components/figures.tsx";
import { useReducedMotion } from "../client/use-theme.ts";
import { isDrivable, poseBetween, type Pose } from "./glide.ts";
import { useMarker } from "./map-marker.tsx";
import type { MapPoint } from "./map-city.ts";

export interface DriverPosition extends MapPoint {
  readonly headingDeg: number | null;
  readonly recordedAt: string;
  readonly ageMs: number;
}

interface DriverMarkerProps {
  readonly position: DriverPosition;
  readonly label: string;
}

const STALE_MS = 30_000;
const LONGEST_GLIDE_MS = 6_000;

/** The driver as an ink capsule with a marigold notch ahead; glides over the gap between fixes, hollow once it is stale. */
export function DriverMarker({ position, label }: DriverMarkerProps): ReactNode {
  const marker = useMarker(position, label);
  const isReduced = useReducedMotion();
  const pose = useRef<Pose>({ ...position, headingDeg: position.headingDeg ?? 0 });
  const fixedAt = useRef<number | null>(null);

  useEffect(() => {
    if (!marker) return;
    const from = pose.current;
    const to: Pose = { lat: position.lat, lng: position.lng, headingDeg: position.headingDeg ?? from.headingDeg };
    const now = performance.now();
    const gapMs = Math.min(LONGEST_GLIDE_MS, fixedAt.current === null ? 0 : now - fixedAt.current);
    fixedAt.current = now;
    const show = (next: Pose): void => {
      pose.current = next;
      marker.setLngLat([next.lng, next.lat]).setRotation(next.headingDeg);
    };
    if (isReduced || gapMs === 0 || !isDrivable(from, to)) return show(to);
    let frame = requestAnimationFrame(function step(time) {
      const share = Math.min(1, Math.max(0, (time - now) / gapMs));
      show(poseBetween(from, to, share));
      if (share < 1) frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [marker, position.lat, position.lng, position.headingDeg, position.recordedAt, isReduced]);

  if (!marker) return null;
  const isStale = position.ageMs > STALE_MS;
  return createPortal(
    <div className="relative flex items-center justify-center">
      <CarGlyph isStale={isStale} />
      {isStale ? (
        <span
          className="absolute top-full mt-1 whitespace-nowrap rounded-full bg-warn-soft px-2 py-0.5 text-xs font-semibold text-warn shadow-float"
          style={{ transform: `rotate(${-(position.headingDeg ?? 0)}deg)` }}
        >
          <RelativeTime at={position.recordedAt} />
        </span>
      ) : null}
    </div>,
    marker.getElement(),
  );
}

/** The capsule, heading up. */
export function CarGlyph({
  isStale = false,
  size = 44,
}: {
  readonly isStale?: boolean;
  readonly size?: number;
}): ReactNode {
  return (
    <svg width={size} height={size} viewBox="0 0 44 44" aria-hidden="true" className="drop-shadow-md">
      <rect
        x="12.5"
        y="5.5"
        width="19"
        height="33"
        rx="9.5"
        fill={isStale ? "var(--atlas-raised)" : "var(--atlas-ink)"}
        stroke={isStale ? "var(--atlas-muted)" : "var(--atlas-raised)"}
        strokeWidth="2.5"
        strokeDasharray={isStale ? "4 3" : undefined}
      />
      <path d="M22 9.5 27.5 18h-11L22 9.5Z" fill={isStale ? "var(--atlas-muted)" : "var(--atlas-action)"} />
    </svg>
  );
}
