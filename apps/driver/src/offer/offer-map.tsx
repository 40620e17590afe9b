"use client";
import { AtlasMap } from "@atlas/ui/map/atlas-map";
import { FitTo } from "@atlas/ui/map/fit-to";
import { PointMarker } from "@atlas/ui/map/point-marker";
import { RouteLine } from "@atlas/ui/map/route-line";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useDrive } from "../drive/drive-context.ts";
import { OwnMarker } from "../drive/own-marker.tsx";
import { useCity } from "../drive/use-city.ts";
import type { OfferView } from "../views.ts";
import { useOfferRoute } from "./use-offer-route.ts";

/** Where the offer leads: the driver, the pickup, the destination and the way between them. */
export function OfferMap({ offer }: { readonly offer: OfferView }): ReactNode {
  const t = useTranslations("ui.map");
  const words = useTranslations("offer");
  const city = useCity();
  const { ping } = useDrive().sharing.position;
  const geometry = useOfferRoute(offer);
  return (
    <section aria-label={words("preview")} className="size-full">
      <AtlasMap city={city}>
        <RouteLine geometry={geometry} />
        <PointMarker kind="pickup" at={offer.pickup} label={t("pickup")} />
        <PointMarker kind="dropoff" at={offer.dropoff} label={t("dropoff")} />
        {ping ? <OwnMarker ping={ping} /> : null}
        <FitTo points={[offer.pickup, offer.dropoff, ...(ping ? [ping] : [])]} />
      </AtlasMap>
    </section>
  );
}
