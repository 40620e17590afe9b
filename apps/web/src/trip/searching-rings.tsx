"use client";
import { MapMarker } from "@atlas/ui/map/map-marker";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

/** Rings that spread from the pickup while a driver is looked for: the one thing that loops. */
export function SearchingRings({ at }: { readonly at: { readonly lat: number; readonly lng: number } }): ReactNode {
  const t = useTranslations("trip");
  return (
    <MapMarker at={at} label={t("searchingTitle")}>
      <span className="relative flex size-0 items-center justify-center">
        <span className="absolute size-56 animate-searching rounded-full border-3 border-action bg-action/15" />
        <span className="absolute size-56 animate-searching rounded-full border-3 border-action bg-action/15 [animation-delay:-900ms]" />
      </span>
    </MapMarker>
  );
}
