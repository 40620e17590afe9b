"use client";
import type { Map as MapLibreMap } from "maplibre-gl";
import { useEffect, useEffectEvent, useRef } from "react";

import { useReducedMotion } from "../client/use-theme.ts";
import { BUBBLE_INDEX, carImageIndex, DIGIT_PX, digitIndex, DISC_RADIUS_PX, HALO_INDEX } from "./car-image.ts";
import type { CarSprites } from "./car-sprites.ts";
import { type CarCluster, clusterCars, clusterRadiusPx } from "./cluster-cars.ts";
import type { FleetCars, FleetFilter } from "./fleet-cars.ts";
import { useAtlasMap } from "./map-context.ts";
import { latOfMercator, lngOfMercator, mercatorX, mercatorY, worldSizePx } from "./mercator.ts";
import { useCarSprites } from "./use-car-sprites.ts";
import { useMapTaps } from "./use-map-taps.ts";

interface FleetMapLayerProps {
  readonly cars: FleetCars;
  readonly filter: FleetFilter;
  readonly selectedKey: string | null;
  readonly onSelect: (key: string) => void;
}

const ZOOM_IN_BY = 2;

/** A whole fleet, drawn from its columns with each of their changes; far out, cars that stand close together are one bubble with their number. */
export function FleetMapLayer({ cars, filter, selectedKey, onSelect }: FleetMapLayerProps): null {
  const { map, styleVersion } = useAtlasMap();
  const isReduced = useReducedMotion();
  const sprites = useCarSprites();
  /** What is drawn now, to find what a tap hits. */
  const bubbles = useRef<readonly CarCluster[]>([]);

  const draw = useEffectEvent(() => {
    const layer = sprites.current;
    if (layer === null) return;
    const selected = selectedKey === null ? undefined : cars.slotOf(selectedKey);
    const shown = cars.slotsWithin(aroundSight(map), filter).filter((slot) => slot !== selected);
    const { clusters, single } = clusterCars(shown, cars, map.getZoom());
    bubbles.current = clusters;
    layer.clear();
    for (const cluster of clusters) addBubble(layer, cluster);
    for (const slot of selected === undefined ? single : [...single, selected]) {
      const [x, y] = [cars.xAt(slot), cars.yAt(slot)];
      if (slot === selected) layer.add({ x, y, image: HALO_INDEX, fixedScale: 1 });
      const image = carImageIndex(cars.vehicleTypeAt(slot), cars.lookAt(slot));
      layer.add({ x, y, headingDeg: cars.headingAt(slot), image, key: cars.keyAt(slot) });
    }
    layer.show();
  });
  useEffect(() => {
    draw();
    return cars.subscribe(draw);
  }, [map, styleVersion, cars]);
  useEffect(() => draw(), [filter, selectedKey]);
  useEffect(() => {
    let level = Math.floor(map.getZoom());
    const zoomed = map.on("zoom", () => {
      if (Math.floor(map.getZoom()) === level) return;
      level = Math.floor(map.getZoom());
      draw();
    });
    const moved = map.on("moveend", draw);
    return () => {
      zoomed.unsubscribe();
      moved.unsubscribe();
    };
  }, [map]);

  useMapTaps<Hit>({
    hitAt({ lngLat }) {
      const at = { x: mercatorX(lngLat.lng), y: mercatorY(lngLat.lat) };
      const world = worldSizePx(map.getZoom());
      const cluster = bubbles.current.find(
        ({ x, y, count }) => world * Math.hypot(x - at.x, y - at.y) <= clusterRadiusPx(count),
      );
      if (cluster !== undefined) return { cluster };
      const key = sprites.current?.keyAt(lngLat, map.getZoom()) ?? null;
      return key === null ? null : { key };
    },
    onHit(hit) {
      if ("key" in hit) return onSelect(hit.key);
      map.easeTo({
        center: [lngOfMercator(hit.cluster.x), latOfMercator(hit.cluster.y)],
        zoom: map.getZoom() + ZOOM_IN_BY,
        duration: isReduced ? 0 : 400,
      });
    },
  });

  return null;
}

/** What is in sight, and as much again on each side, into which the map can be moved before it is drawn anew. */
function aroundSight(map: MapLibreMap): [number, number, number, number] {
  const bounds = map.getBounds();
  const [wide, high] = [bounds.getEast() - bounds.getWest(), bounds.getNorth() - bounds.getSouth()];
  return [bounds.getWest() - wide, bounds.getSouth() - high, bounds.getEast() + wide, bounds.getNorth() + high];
}

type Hit = { readonly key: string } | { readonly cluster: CarCluster };

/** A disc with the number of its cars. */
function addBubble(layer: CarSprites, { x, y, count }: CarCluster): void {
  layer.add({ x, y, image: BUBBLE_INDEX, fixedScale: clusterRadiusPx(count) / DISC_RADIUS_PX });
  const digits = String(count);
  for (const [index, digit] of digits.split("").entries()) {
    const rightPx = (index - (digits.length - 1) / 2) * DIGIT_PX;
    layer.add({ x, y, image: digitIndex(digit), fixedScale: 1, rightPx });
  }
}
