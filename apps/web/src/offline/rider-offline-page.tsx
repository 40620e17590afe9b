"use client";
import { OfflinePage } from "@atlas/features/installed/offline-page";
import { useMemo, useSyncExternalStore, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { LastTripCard } from "./last-trip-card.tsx";
import { keptTrip, type LastTrip, readLastTrip } from "./last-trip.ts";

/** The rider's page without a network: the trip under way as it was last seen, with what helps at the kerb. */
export function RiderOfflinePage(): ReactNode {
  const t = useTranslations("offlinePage");
  const trip = useLastTrip();
  return (
    <OfflinePage hint={trip === null ? t("hint") : t("tripHint")}>
      {trip ? <LastTripCard trip={trip} /> : null}
    </OfflinePage>
  );
}

/** The server knows of none, and without a network nothing changes it. */
function useLastTrip(): LastTrip | null {
  const kept = useSyncExternalStore(
    () => () => {},
    keptTrip,
    () => null,
  );
  return useMemo(() => readLastTrip(kept), [kept]);
}
