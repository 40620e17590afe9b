"use client";
import type { FeatureCollection } from "geojson";
import type { MapLayerMouseEvent } from "maplibre-gl";
import { useEffect, useEffectEvent, useRef } from "react";

import { useReducedMotion } from "../client/use-theme.ts";
import { addCarImages, carImageName, type FleetState } from "./car-image.ts";
import { removeLayersAndSource, setSourceData } from "./geojson-source.ts";
import { isDrivable, poseBetween, type Pose } from "./glide.ts";
import type { MapPoint } from "./map-city.ts";
import { useAtlasMap, useMapLayers } from "./map-context.ts";

export interface FleetDriver extends MapPoint {
  readonly key: string;
  readonly headingDeg: number | null;
  readonly vehicleType: string;
  readonly state: FleetState;
}

interface FleetLayerProps {
  readonly drivers: readonly FleetDriver[];
  readonly selectedKey?: string | null;
  readonly onSelect?: (key: string) => void;
}

const SOURCE = "atlas-fleet";
const LAYERS = ["atlas-fleet-selected", "atlas-fleet-cars"];
const REDRAW_MS = 1_000;
/** Few enough cars to move them between fixes; a whole fleet is redrawn once a second instead. */
const GLIDING_MAX = 40;
const GLIDE_MS = 3_500;
const GLIDE_STEP_MS = 66;

/** Cars as one symbol layer over one GeoJSON source, for any number of drivers. */
export function FleetLayer({ drivers, selectedKey = null, onSelect }: FleetLayerProps): null {
  const { map, styleVersion } = useAtlasMap();
  const isReduced = useReducedMotion();
  const shown = useRef(new Map<string, Pose>());
  const drawnAt = useRef(-Infinity);

  useMapLayers(({ map: target, palette }) => {
    addCarImages(target, palette);
    target.addSource(SOURCE, { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    target.addLayer({
      id: "atlas-fleet-selected",
      type: "circle",
      source: SOURCE,
      filter: ["get", "isSelected"],
      paint: { "circle-radius": 20, "circle-color": palette.action, "circle-opacity": 0.45 },
    });
    target.addLayer({
      id: "atlas-fleet-cars",
      type: "symbol",
      source: SOURCE,
      layout: {
        "icon-image": ["get", "image"],
        "icon-rotate": ["get", "headingDeg"],
        "icon-rotation-alignment": "map",
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "icon-size": ["interpolate", ["linear"], ["zoom"], 10, 0.45, 14, 0.9, 17, 1.15],
      },
    });
    return () => removeLayersAndSource(target, LAYERS, SOURCE);
  });

  useEffect(() => {
    const draw = (poses: Map<string, Pose>): void => {
      shown.current = poses;
      drawnAt.current = performance.now();
      setSourceData(map, SOURCE, fleetPoints(drivers, poses, selectedKey));
    };
    const targets = new Map(drivers.map((driver) => [driver.key, poseOf(driver)]));
    if (!isReduced && drivers.length <= GLIDING_MAX) return glideTo(targets, shown.current, draw);
    const timer = setTimeout(() => draw(targets), Math.max(0, drawnAt.current + REDRAW_MS - performance.now()));
    return () => clearTimeout(timer);
  }, [map, styleVersion, drivers, selectedKey, isReduced]);

  const select = useEffectEvent((event: MapLayerMouseEvent) => {
    const key: unknown = event.features?.[0]?.properties["key"];
    if (!onSelect || typeof key !== "string") return;
    event.preventDefault();
    onSelect(key);
  });
  useEffect(() => {
    const clicked = map.on("click", "atlas-fleet-cars", select);
    return () => clicked.unsubscribe();
  }, [map]);

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

function fleetPoints(
  drivers: readonly FleetDriver[],
  poses: Map<string, Pose>,
  selectedKey: string | null,
): FeatureCollection {
  return {
    type: "FeatureCollection",
    features: drivers.map((driver) => {
      const { lat, lng, headingDeg } = poses.get(driver.key) ?? poseOf(driver);
      return {
        type: "Feature",
        properties: {
          key: driver.key,
          headingDeg,
          image: carImageName(driver.vehicleType, driver.state),
          isSelected: driver.key === selectedKey,
        },
        geometry: { type: "Point", coordinates: [lng, lat] },
      };
    }),
  };
}
