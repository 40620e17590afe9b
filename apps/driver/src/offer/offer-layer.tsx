"use client";
import { FitTo } from "@atlas/ui/map/fit-to";
import { PointMarker } from "@atlas/ui/map/point-marker";
import { RouteLine } from "@atlas/ui/map/route-line";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useDrive } from "../drive/drive-context.ts";
import type { OfferView } from "../views.ts";
import { useOfferRoute } from "./use-offer-route.ts";

/** On the map: the route of the offer, through the pickup. */
export function OfferLayer({ offer }: { readonly offer: OfferView }): ReactNode {
  const t = useTranslations("ui.map");
  const { ping } = useDrive().sharing.position;
  const geometry = useOfferRoute(offer);
  return (
    <>
      <RouteLine geometry={geometry} />
      <PointMarker kind="pickup" at={offer.pickup} label={t("pickup")} />
      <PointMarker kind="dropoff" at={offer.dropoff} label={t("dropoff")} />
      <FitTo points={[offer.pickup, offer.dropoff, ...(ping ? [ping] : [])]} again={offer.offerId} />
    </>
  );
}
