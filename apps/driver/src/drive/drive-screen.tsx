"use client";
import { MapStage } from "@atlas/ui/map-stage";
import { PageTitle } from "@atlas/ui/page-title";
import { Sheet } from "@atlas/ui/sheet";
import { SkeletonRows } from "@atlas/ui/skeleton";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useOfferInSight } from "../offer/offer-context.ts";
import { TabBar } from "../shell/section-nav.tsx";
import { TAB_BAR_PX } from "../shell/sections.ts";
import { EndedSheet } from "../trip/ended-sheet.tsx";
import { TripSheet } from "../trip/trip-sheet.tsx";
import { useGuidance } from "../trip/use-guidance.ts";
import { useDrive } from "./drive-context.ts";
import { DriveMap } from "./drive-map.tsx";
import { IdleSheet } from "./idle-sheet.tsx";

/** The driver's home: the map, and the one sheet that the moment asks for. */
export function DriveScreen(): ReactNode {
  const { order, ended } = useDrive();
  const { offer } = useOfferInSight();
  const trip = order ?? null;
  const guidance = useGuidance(trip);
  return (
    <main>
      <PageTitle />
      <MapStage map={<DriveMap order={trip} guidance={guidance} />}>
        {offer ? null : ended ? (
          <EndedSheet key={ended.orderId} order={ended} />
        ) : trip ? (
          <TripSheet key={trip.orderId} order={trip} guidance={guidance} />
        ) : order === undefined ? (
          <LoadingSheet />
        ) : (
          <IdleSheet />
        )}
      </MapStage>
    </main>
  );
}

/** Until Atlas has said whether there is a trip, neither a trip nor "waiting" is shown. */
function LoadingSheet(): ReactNode {
  const t = useTranslations("ui");
  return (
    <>
      <Sheet label={t("loading")} above={TAB_BAR_PX}>
        <SkeletonRows rows={3} label={t("loading")} />
      </Sheet>
      <TabBar />
    </>
  );
}
