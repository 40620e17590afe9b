"use client";
import type { MapMovementEvent } from "maplibre-gl";
import { useEffect, useEffectEvent } from "react";

import { useReducedMotion } from "../client/use-theme.ts";
import type { FleetCars } from "./fleet-cars.ts";
import type { MapPoint } from "./map-city.ts";
import { useAtlasMap } from "./map-context.ts";

interface CarCameraProps {
  readonly cars: FleetCars;
  /** The car that the map keeps in its middle. */
  readonly followedKey: string | null;
  /** A person has moved the map. */
  readonly onLetGo: () => void;
  /** Where to fly once; another object flies again. */
  readonly flight: { readonly to: MapPoint } | null;
}

const CLOSE_ZOOM = 15.5;
/** Positions come once a second: the next one finds the map arrived. */
const FOLLOW_MS = 900;

/** Moves the map to a place, and with a car until a person moves the map. */
export function CarCamera({ cars, followedKey, onLetGo, flight }: CarCameraProps): null {
  const { map } = useAtlasMap();
  const isReduced = useReducedMotion();

  const follow = useEffectEvent(() => {
    const car = followedKey === null ? null : cars.carOf(followedKey, Date.now());
    // What the person does with the zoom goes on.
    if (car === null || map.isZooming()) return;
    map.easeTo({ center: [car.lng, car.lat], duration: isReduced ? 0 : FOLLOW_MS, easing: (share) => share });
  });
  useEffect(() => {
    if (followedKey === null) return;
    follow();
    return cars.subscribe(follow);
  }, [cars, followedKey]);

  const letGo = useEffectEvent((event: MapMovementEvent) => {
    if (followedKey !== null && event.originalEvent) onLetGo();
  });
  useEffect(() => {
    const dragged = map.on("dragstart", letGo);
    return () => dragged.unsubscribe();
  }, [map]);

  const fly = useEffectEvent(() => {
    if (flight === null) return;
    const center: [number, number] = [flight.to.lng, flight.to.lat];
    map.flyTo({ center, zoom: Math.max(CLOSE_ZOOM, map.getZoom()), duration: isReduced ? 0 : 1_200 });
  });
  useEffect(() => fly(), [map, flight]);

  return null;
}
