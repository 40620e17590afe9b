"use client";
import type { VehicleType } from "@atlas/core/vehicle";
import { useEffect, useRef } from "react";

import { useReducedMotion } from "../client/use-theme.ts";
import { carImageIndex, type CarLook, HALO_INDEX } from "./car-image.ts";
import { isDrivable, poseBetween, type Pose } from "./glide.ts";
import type { MapPoint } from "./map-city.ts";
import { useAtlasMap } from "./map-context.ts";
import { mercatorX, mercatorY } from "./mercator.ts";
import { useCarSprites } from "./use-car-sprites.ts";
import { useMapTaps } from "./use-map-taps.ts";

export interface FleetDriver extends MapPoint {
  readonly key: string;
  readonly headingDeg: number | null;
  readonly vehicleType: VehicleType;
  readonly state: CarLook;
}

/** Few enough cars to move them between fixes; more are drawn where they are put. */
const GLIDING_MAX = 40;
const GLIDE_MS = 3_500;
const GLIDE_STEP_MS = 66;

interface FleetLayerProps {
  readonly drivers: readonly FleetDriver[];
  readonly selectedKey?: string | null;
  readonly onSelect?: (key: string) => void;
}

/** The cars of a list; a few of them are moved between their positions. A whole fleet that lives is `FleetMapLayer`. */
export function FleetLayer({ drivers, selectedKey = null, onSelect }: FleetLayerProps): null {
  const { map, styleVersion } = useAtlasMap();
  const isReduced = useReducedMotion();
  const sprites = useCarSprites();
  const shown = useRef(new Map<string, Pose>());

  useEffect(() => {
    const draw = (poses: Map<string, Pose>): void => {
      shown.current = poses;
      sprites.current?.clear();
      for (const { key, vehicleType, state } of drivers) {
        const pose = poses.get(key);
        if (pose === undefined) continue;
        const [x, y] = [mercatorX(pose.lng), mercatorY(pose.lat)];
        if (key === selectedKey) sprites.current?.add({ x, y, image: HALO_INDEX, fixedScale: 1 });
        sprites.current?.add({ x, y, headingDeg: pose.headingDeg, image: carImageIndex(vehicleType, state), key });
      }
      sprites.current?.show();
    };
    const targets = new Map(drivers.map((driver) => [driver.key, poseOf(driver)]));
    if (isReduced || drivers.length > GLIDING_MAX) return draw(targets);
    return glideTo(targets, shown.current, draw);
  }, [map, styleVersion, sprites, drivers, selectedKey, isReduced]);

  useMapTaps<string>({
    hitAt: ({ lngLat }) => (onSelect ? (sprites.current?.keyAt(lngLat, map.getZoom()) ?? null) : null),
    onHit: (key) => onSelect?.(key),
  });

  return null;
}

function poseOf(driver: FleetDriver): Pose {
  return { lat: driver.lat, lng: driver.lng, headingDeg: driver.headingDeg ?? 0 };
}

/** Moves every car from where it is shown to where it is, about fifteen times a second; returns how to stop. */
function glideTo(
  targets: Map<string, Pose>,
  start: Map<string, Pose>,
  draw: (poses: Map<string, Pose>) => void,
): () => void {
  const startedAt = performance.now();
  let lastAt = -Infinity;
  let frame = requestAnimationFrame(function step(time) {
    const share = Math.min(1, Math.max(0, (time - startedAt) / GLIDE_MS));
    if (time - lastAt >= GLIDE_STEP_MS || share === 1) {
      lastAt = time;
      draw(new Map([...targets].map(([key, to]) => [key, between(start.get(key), to, share)])));
    }
    if (share < 1) frame = requestAnimationFrame(step);
  });
  return () => cancelAnimationFrame(frame);
}

function between(from: Pose | undefined, to: Pose, share: number): Pose {
  return from && isDrivable(from, to) ? poseBetween(from, to, share) : to;
}
