"use client";
import { AtlasMap } from "@atlas/ui/map/atlas-map";
import { FitTo } from "@atlas/ui/map/fit-to";
import { MapControls } from "@atlas/ui/map/map-controls";
import { MapInsetContext, useMapInset } from "@atlas/ui/map/map-inset";
import { PointMarker } from "@atlas/ui/map/point-marker";
import { RouteLine } from "@atlas/ui/map/route-line";
import { useMemo, useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Guidance } from "../trip/use-guidance.ts";
import type { OrderView } from "../views.ts";
import { useDrive } from "./drive-context.ts";
import { OwnMarker } from "./own-marker.tsx";
import { useCity } from "./use-city.ts";

interface DriveMapProps {
  readonly order: OrderView | null;
  readonly guidance: Guidance;
}

/** The map under everything: the driver and, on a trip, the way to the next stop. */
export function DriveMap({ order, guidance }: DriveMapProps): ReactNode {
  const t = useTranslations("ui.map");
  const city = useCity();
  const { sharing } = useDrive();
  const { ping } = sharing.position;
  const [looks, setLooks] = useState(0);
  const stop = nextStop(order);
  const points = [...(ping ? [ping] : []), ...(stop ? [stop] : [])];

  return (
    <ClearOfBanner isBannerShown={guidance.progress?.nextTurn != null}>
      <AtlasMap city={city} zoom={14}>
        {order ? <RouteLine geometry={guidance.geometry} drivenTo={order.status === "ARRIVED" ? null : ping} /> : null}
        {order && order.status !== "STARTED" ? (
          <PointMarker kind="pickup" at={order.pickup} label={t("pickup")} />
        ) : null}
        {order ? <PointMarker kind="dropoff" at={order.dropoff} label={t("dropoff")} /> : null}
        {ping ? <OwnMarker ping={ping} /> : null}
        <FitTo points={order ? points : points.slice(0, 1)} again={`${looks} ${order?.status ?? ""}`} />
        <MapControls onLocate={() => setLooks(looks + 1)} />
      </AtlasMap>
    </ClearOfBanner>
  );
}

const BANNER_PX = 96;
/** The button at the right edge. */
const CONTROLS_PX = 40;

interface ClearOfBannerProps {
  readonly isBannerShown: boolean;
  readonly children: ReactNode;
}

/** Keeps what matters clear of the turn banner too, which the sheet knows nothing of. */
function ClearOfBanner({ isBannerShown, children }: ClearOfBannerProps): ReactNode {
  const { inset, setInset } = useMapInset();
  const value = useMemo(
    () => ({ inset: isBannerShown ? { ...inset, top: BANNER_PX, right: CONTROLS_PX } : inset, setInset }),
    [inset, setInset, isBannerShown],
  );
  return <MapInsetContext value={value}>{children}</MapInsetContext>;
}

function nextStop(order: OrderView | null): { readonly lat: number; readonly lng: number } | null {
  if (order === null) return null;
  return order.status === "STARTED" ? order.dropoff : order.pickup;
}
