"use client";
import { useCity } from "@atlas/features/use-city";
import { AtlasMap } from "@atlas/ui/map/atlas-map";
import { FitTo } from "@atlas/ui/map/fit-to";
import { MapControls } from "@atlas/ui/map/map-controls";
import { MapInsetContext, useMapInset, type MapInset } from "@atlas/ui/map/map-inset";
import { useMemo, useState, type ReactNode } from "react";

import { useOfferInSight, type OfferCover } from "../offer/offer-context.ts";
import { OfferLayer } from "../offer/offer-layer.tsx";
import type { Guidance } from "../trip/use-guidance.ts";
import type { OrderView } from "../views.ts";
import { useDrive } from "./drive-context.ts";
import { OwnMarker } from "./own-marker.tsx";
import { TripLayer } from "./trip-layer.tsx";

interface DriveMapProps {
  readonly order: OrderView | null;
  readonly guidance: Guidance;
}

/** The one map under everything: the driver and, above all else, where an offer leads or the trip goes next. */
export function DriveMap({ order, guidance }: DriveMapProps): ReactNode {
  const city = useCity().data ?? null;
  const { sharing } = useDrive();
  const { ping } = sharing.position;
  const { offer, cover } = useOfferInSight();
  const [looks, setLooks] = useState(0);

  return (
    <ClearOfOverlays isBannerShown={guidance.progress?.nextTurn != null} cover={offer === null ? null : cover}>
      <AtlasMap city={city} zoom={14}>
        {offer ? (
          <OfferLayer key={offer.offerId} offer={offer} />
        ) : order ? (
          <TripLayer key={order.orderId} order={order} guidance={guidance} again={looks} />
        ) : (
          <FitTo points={ping ? [ping] : []} again={looks} />
        )}
        {ping ? <OwnMarker ping={ping} /> : null}
        <MapControls onLocate={() => setLooks(looks + 1)} />
      </AtlasMap>
    </ClearOfOverlays>
  );
}

const BANNER_PX = 96;
/** The button at the right edge. */
const CONTROLS_PX = 40;

interface ClearOfOverlaysProps {
  readonly isBannerShown: boolean;
  /** What an offer lies over; null without one. */
  readonly cover: OfferCover | null;
  readonly children: ReactNode;
}

/** Keeps what matters clear of the turn banner and of an offer too, which the sheet knows nothing of. */
function ClearOfOverlays({ isBannerShown, cover, children }: ClearOfOverlaysProps): ReactNode {
  const { inset, setInset } = useMapInset();
  const value = useMemo(
    () => ({ inset: insetWith(inset, isBannerShown, cover), setInset }),
    [inset, setInset, isBannerShown, cover],
  );
  return <MapInsetContext value={value}>{children}</MapInsetContext>;
}

function insetWith(inset: MapInset, isBannerShown: boolean, cover: OfferCover | null): MapInset {
  if (cover !== null) return { top: 0, right: 0, ...cover };
  return isBannerShown ? { ...inset, top: BANNER_PX, right: CONTROLS_PX } : inset;
}
