"use client";
import { useCity } from "@atlas/features/use-city";
import { AtlasMap } from "@atlas/ui/map/atlas-map";
import { FitTo } from "@atlas/ui/map/fit-to";
import { PointMarker } from "@atlas/ui/map/point-marker";
import { RouteLine } from "@atlas/ui/map/route-line";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { OrderView } from "../views.ts";

/** The route of a past trip. */
export function TripMap({ order }: { readonly order: OrderView }): ReactNode {
  const t = useTranslations("ui.map");
  const city = useCity().data ?? null;
  return (
    <div className="h-64 overflow-hidden rounded-card border border-line md:h-80">
      <AtlasMap city={city}>
        <RouteLine geometry={order.route} />
        <PointMarker kind="pickup" at={order.pickup} label={t("pickup")} />
        <PointMarker kind="dropoff" at={order.dropoff} label={t("dropoff")} />
        <FitTo points={[order.pickup, order.dropoff]} />
      </AtlasMap>
    </div>
  );
}
