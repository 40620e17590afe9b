"use client";
import type { Map as MapLibreMap, MapMouseEvent } from "maplibre-gl";
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useClientConfig } from "../client/client-config.ts";
import { useLocale } from "../client/use-locale.ts";
import { useTheme } from "../client/use-theme.ts";
import { Skeleton } from "../components/skeleton.tsx";
import { hasBasemap, loadMapLibre } from "./load-maplibre.ts";
import type { Landmark, MapCity, MapPoint } from "./map-city.ts";
import { MapContext, type MapContextValue } from "./map-context.ts";
import { useMapInset } from "./map-inset.ts";
import { mapStyle } from "./map-style.ts";
import { MAP_PALETTES } from "./palette.ts";

interface AtlasMapProps {
  /** The city to show; a skeleton stands while it is null. */
  readonly city: MapCity | null;
  readonly landmarks?: readonly Landmark[];
  /** A tap or click that hit nothing else. */
  readonly onTap?: (point: MapPoint) => void;
  /** Where the middle of the visible part of the map lies, after each movement. */
  readonly onCenter?: (point: MapPoint) => void;
  /** Zoom at the start; 12.5 shows a few districts. */
  readonly zoom?: number;
  /** Markers and layers. */
  readonly children?: ReactNode;
}

const NO_LANDMARKS: readonly Landmark[] = [];

/** The map of the city, in the theme's colours. Pan and zoom by touch, mouse and keyboard; it never tilts. */
export function AtlasMap(props: AtlasMapProps): ReactNode {
  if (!props.city) return <Skeleton className="size-full rounded-none" />;
  return <CityMap {...props} city={props.city} />;
}

function CityMap({
  city,
  landmarks = NO_LANDMARKS,
  onTap,
  onCenter,
  zoom = 12.5,
  children,
}: AtlasMapProps & { readonly city: MapCity }): ReactNode {
  const t = useTranslations("ui.map");
  const { resolved: theme } = useTheme();
  const { inset } = useMapInset();
  const container = useRef<HTMLDivElement>(null);
  const [base, setBase] = useState<Pick<MapContextValue, "map" | "maplibre"> | null>(null);
  const [isUnavailable, setIsUnavailable] = useState(false);
  const styleVersion = useStyle(base?.map ?? null, city, landmarks, theme);

  const tapped = useEffectEvent((event: MapMouseEvent) => {
    if (!event.defaultPrevented) onTap?.({ lat: event.lngLat.lat, lng: event.lngLat.lng });
  });
  const moved = useEffectEvent((map: MapLibreMap) => {
    const { lat, lng } = map.getCenter();
    onCenter?.({ lat, lng });
  });
  const start = useEffectEvent(() => ({ center: city.center, bounds: city.bounds, zoom, inset }));

  useEffect(() => {
    let map: MapLibreMap | null = null;
    let isGone = false;
    async function open(element: HTMLDivElement): Promise<void> {
      const maplibre = await loadMapLibre();
      if (isGone) return;
      const { center, bounds, zoom: startZoom, inset: startInset } = start();
      const padLng = bounds[2] - bounds[0];
      const padLat = bounds[3] - bounds[1];
      map = new maplibre.Map({
        container: element,
        center: [center.lng, center.lat],
        zoom: startZoom,
        maxBounds: [bounds[0] - padLng, bounds[1] - padLat, bounds[2] + padLng, bounds[3] + padLat],
        minZoom: 8,
        maxZoom: 18.5,
        attributionControl: false,
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
      });
      map.touchZoomRotate.disableRotation();
      map.keyboard.disableRotation();
      map.setPadding(startInset);
      map.addControl(new maplibre.AttributionControl({ compact: false }), "bottom-right");
      map.on("click", tapped);
      const opened = map;
      map.on("moveend", () => moved(opened));
      setBase({ map, maplibre });
    }
    if (container.current) open(container.current).catch(() => setIsUnavailable(true));
    return () => {
      isGone = true;
      map?.remove();
      setBase(null);
    };
  }, []);

  const title = t("label");
  useEffect(() => base?.map.getCanvas().setAttribute("aria-label", title), [base, title]);

  // Before the children's effects: a `FitTo` among them fits into the part that is free now.
  useLayoutEffect(() => {
    base?.map.setPadding(inset);
  }, [base, inset]);

  return (
    <div className="atlas-map relative size-full bg-sunken" data-map-ready={styleVersion > 0}>
      <div ref={container} className="size-full" />
      {base && styleVersion > 0 ? (
        <MapContext value={{ ...base, theme, palette: MAP_PALETTES[theme], styleVersion }}>{children}</MapContext>
      ) : null}
      {isUnavailable ? (
        <p className="absolute inset-x-0 top-1/4 mx-auto max-w-xs px-4 text-center text-muted">{t("unavailable")}</p>
      ) : null}
    </div>
  );
}

/** Puts the city's style on the map, again when theme or language change; returns how many styles have been loaded. */
function useStyle(
  map: MapLibreMap | null,
  city: MapCity,
  landmarks: readonly Landmark[],
  theme: "light" | "dark",
): number {
  const { gatewayUrl, mapStyleUrl } = useClientConfig();
  const language = useLocale();
  const [version, setVersion] = useState(0);
  // A refetched city is an equal one: only what the style draws counts.
  const cityKey = JSON.stringify([city.basemapUrl, city.bounds, landmarks.length]);
  const current = useEffectEvent(() => ({ city, landmarks }));

  useEffect(() => {
    if (!map) return;
    let isStale = false;
    const loaded = (): void => setVersion((before) => before + 1);
    async function apply(target: MapLibreMap): Promise<void> {
      const now = current();
      const url = now.city.basemapUrl ? new URL(now.city.basemapUrl, gatewayUrl).href : null;
      const basemapUrl = url && !mapStyleUrl && (await hasBasemap(url)) ? url : null;
      if (isStale) return;
      target.once("style.load", loaded);
      target.setStyle(
        mapStyleUrl ?? mapStyle({ city: now.city, landmarks: now.landmarks, theme, basemapUrl, language }),
        { diff: false },
      );
    }
    void apply(map);
    return () => {
      isStale = true;
      map.off("style.load", loaded);
    };
  }, [map, cityKey, theme, language, gatewayUrl, mapStyleUrl]);

  return map ? version : 0;
}
