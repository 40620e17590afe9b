"use client";
import { useRpc } from "@atlas/features/rpc";
import { useCity } from "@atlas/features/use-city";
import { AtlasMap } from "@atlas/ui/map/atlas-map";
import { ErrorState } from "@atlas/ui/error-state";
import { MapStage } from "@atlas/ui/map-stage";
import { PageTitle } from "@atlas/ui/page-title";
import { Sheet } from "@atlas/ui/sheet";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { TabBar, TopNavigation } from "./frame/navigation.tsx";
import { StrangerBar } from "./frame/stranger-bar.tsx";
import { PlanLayers } from "./plan/plan-layers.tsx";
import { PlanSheet } from "./plan/plan-sheet.tsx";
import { usePlanning } from "./plan/use-planning.ts";
import { useActiveTrip } from "./trip/active-trip.tsx";
import { unsettledInterval } from "./trip/fare-question.tsx";
import { TripLayers } from "./trip/trip-layers.tsx";
import { TripSheet } from "./trip/trip-sheet.tsx";
import { useDriverPosition } from "./trip/use-driver-position.ts";
import { useIsStranger } from "./use-is-stranger.ts";
import { useLandmarks } from "./use-landmarks.ts";
import type { Order } from "./views.ts";

/** The map screen: the trip under way if there is one, the trip just ended if it waits to be looked at, else a plan. */
export function RideScreen(): ReactNode {
  const trip = useActiveTrip();
  const isStranger = useIsStranger();
  const cityQuery = useCity();
  const city = cityQuery.data ?? null;
  const landmarks = useLandmarks(city);
  const ended = useEndedOrder(trip.endedOrderId);
  const shown = trip.order ?? ended.order;
  const isUnknown = trip.order === undefined || ended.isPending;
  const position = useDriverPosition(shown);
  const planning = usePlanning(city, !shown && !isUnknown);
  const { plan, dispatch } = planning;

  function tap(point: { lat: number; lng: number }): void {
    const { step } = plan;
    if (shown || isUnknown || step.name === "choose" || step.name === "confirm") return;
    dispatch({ type: "pin", end: step.name === "home" ? (plan.pickup ? "dropoff" : "pickup") : step.end, at: point });
  }
  function bookAgain(order: Order): void {
    dispatch({ type: "again", pickup: order.pickup, dropoff: order.dropoff, vehicleType: order.vehicleType });
    trip.dismissEnded();
  }

  return (
    <main>
      <PageTitle />
      <MapStage
        map={
          <AtlasMap city={city} landmarks={landmarks} zoom={13} onTap={tap} onCenter={planning.setCenter}>
            {shown ? (
              <TripLayers order={shown} position={position} />
            ) : isUnknown ? null : (
              <PlanLayers planning={planning} />
            )}
          </AtlasMap>
        }
      >
        {isStranger ? <StrangerBar isAtHome={plan.step.name === "home"} /> : <TopNavigation isFloating />}
        {shown ? (
          <TripSheet order={shown} position={position} onDone={trip.dismissEnded} onAgain={() => bookAgain(shown)} />
        ) : isUnknown ? (
          <WaitingSheet error={trip.error ?? cityQuery.error} onRetry={trip.retry} />
        ) : (
          <PlanSheet planning={planning} city={city} />
        )}
      </MapStage>
    </main>
  );
}

interface WaitingSheetProps {
  readonly error: unknown;
  readonly onRetry: () => void;
}

function WaitingSheet({ error, onRetry }: WaitingSheetProps): ReactNode {
  const t = useTranslations();
  return (
    <>
      <Sheet label={t("plan.title")} above={64}>
        {error ? <ErrorState error={error} onRetry={onRetry} /> : <SkeletonRows rows={3} label={t("ui.loading")} />}
      </Sheet>
      <TabBar />
    </>
  );
}

interface EndedOrder {
  readonly order: Order | null;
  readonly isPending: boolean;
}

/** The trip that has just ended; read again until the ledger has settled it and its fare is decided. */
function useEndedOrder(orderId: string | null): EndedOrder {
  const rpc = useRpc();
  const { data, isPending } = useQuery({
    ...rpc.order.get.queryOptions({ orderId: orderId ?? "" }),
    enabled: orderId !== null,
    refetchInterval: ({ state }) => (state.data ? unsettledInterval(state.data) : false),
  });
  return orderId === null ? { order: null, isPending: false } : { order: data ?? null, isPending };
}
