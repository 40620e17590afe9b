"use client";
import { ErrorState } from "@atlas/ui/error-state";
import { MapStage } from "@atlas/ui/map-stage";
import { Sheet } from "@atlas/ui/sheet";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { toast } from "@atlas/ui/toast";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useReducer, useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { TabBar, TopNavigation } from "./frame/navigation.tsx";
import { CenterPin } from "./plan/center-pin.tsx";
import { ChooseStep } from "./plan/choose-step.tsx";
import { ConfirmStep } from "./plan/confirm-step.tsx";
import { HomeStep } from "./plan/home-step.tsx";
import { PinStep } from "./plan/pin-step.tsx";
import { PlanMap } from "./plan/plan-map.tsx";
import { EMPTY_PLAN, planAfter } from "./plan/plan.ts";
import { SearchStep } from "./plan/search-step.tsx";
import { useNearbyCars } from "./plan/use-nearby-cars.ts";
import { useOwnPosition, type OwnPosition } from "./plan/use-own-position.ts";
import { useQuotes } from "./plan/use-quotes.ts";
import { useRpcClient, useRpc } from "./rpc.ts";
import { useActiveTrip } from "./trip/active-trip.tsx";
import { TripMap } from "./trip/trip-map.tsx";
import { TripSheet } from "./trip/trip-sheet.tsx";
import { useCity } from "./use-city.ts";
import type { Order, Place } from "./views.ts";

/** The map screen: the trip under way if there is one, the trip just ended if it waits to be looked at, else a plan. */
export function RideScreen(): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const trip = useActiveTrip();
  const city = useCity();
  const [again, setAgain] = useState<Order | null>(null);
  const ended = useQuery({
    ...rpc.order.get.queryOptions({ orderId: trip.endedOrderId ?? "" }),
    enabled: trip.endedOrderId !== null,
    // The receipt waits for the ledger; it settles within moments.
    refetchInterval: ({ state }) => (state.data?.settlement === "pending" ? 2_000 : false),
  });

  const shown = trip.order ?? (trip.endedOrderId ? ended.data : null);
  if (shown) {
    return (
      <TripStage
        order={shown}
        onDone={() => trip.dismissEnded()}
        onAgain={() => {
          trip.dismissEnded();
          setAgain(shown);
        }}
      />
    );
  }
  if (trip.order === undefined || (trip.endedOrderId && ended.isPending)) {
    const error = trip.error ?? city.error;
    return (
      <MapStage map={<PlainMap />}>
        <TopNavigation isFloating />
        <Sheet label={t("plan.title")}>
          {error ? (
            <ErrorState error={error} onRetry={trip.retry} />
          ) : (
            <SkeletonRows rows={3} label={t("ui.loading")} />
          )}
        </Sheet>
        <TabBar />
      </MapStage>
    );
  }
  return <PlanStage again={again} />;
}

function PlainMap(): ReactNode {
  return <div className="size-full animate-pulse bg-sunken" />;
}

interface TripStageProps {
  readonly order: Order;
  readonly onDone: () => void;
  readonly onAgain: () => void;
}

function TripStage({ order, onDone, onAgain }: TripStageProps): ReactNode {
  const city = useCity();
  return (
    <MapStage map={<TripMap city={city.data ?? null} order={order} />}>
      <TopNavigation isFloating />
      <TripSheet order={order} onDone={onDone} onAgain={onAgain} />
    </MapStage>
  );
}

/** `again` starts with the ends of an earlier trip. */
function PlanStage({ again }: { readonly again: Order | null }): ReactNode {
  const t = useTranslations();
  const city = useCity();
  const client = useRpcClient();
  const own = useOwnPosition();
  const [plan, dispatch] = useReducer(planAfter, again, (order) =>
    order ? planAfter(EMPTY_PLAN, { type: "again", ...order }) : EMPTY_PLAN,
  );
  const [center, setCenter] = useState<{ lat: number; lng: number } | null>(null);
  const { step } = plan;
  const isPriced = step.name === "choose" || step.name === "confirm";
  const quotes = useQuotes(isPriced ? plan.pickup : null, isPriced ? plan.dropoff : null);
  const quote = quotes.data?.find(({ vehicleType }) => vehicleType === plan.vehicleType) ?? null;
  const cars = useNearbyCars(plan.pickup ?? own.position ?? center ?? city.data?.center ?? null);

  async function nameOf({ lat, lng }: OwnPosition): Promise<Place> {
    try {
      const { label } = await client.city.reverse.query({ lat, lng });
      return { label, lat, lng };
    } catch {
      // The name is a nicety; the point is what counts.
      return { label: t("plan.ownPosition"), lat, lng };
    }
  }
  async function useOwnAsPickup(): Promise<void> {
    const position = await own.locate();
    if (position) dispatch({ type: "place", end: "pickup", place: await nameOf(position) });
  }
  async function locate(): Promise<void> {
    const position = await own.locate();
    if (position) dispatch({ type: "located", place: await nameOf(position) });
    else toast.error(t("plan.locateUnavailable"));
  }
  const { position } = own;
  useEffect(() => {
    if (!position || plan.pickup) return;
    let isStale = false;
    void nameOf(position).then((place) => (isStale ? undefined : dispatch({ type: "located", place })));
    return () => {
      isStale = true;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only a new fix is a reason to name it
  }, [position]);

  return (
    <MapStage
      map={
        <PlanMap
          city={city.data ?? null}
          plan={plan}
          dispatch={dispatch}
          quote={quote}
          cars={isPriced ? cars.filter((car) => car.vehicleType === plan.vehicleType) : cars}
          own={position}
          onLocate={() => void locate()}
          onCenter={setCenter}
        />
      }
    >
      <TopNavigation isFloating />
      {step.name === "pin" ? <CenterPin end={step.end} /> : null}
      {step.name === "home" ? (
        <>
          <HomeStep plan={plan} dispatch={dispatch} isLocating={own.state === "asking"} carsNearby={cars.length} />
          <TabBar />
        </>
      ) : step.name === "search" ? (
        <SearchStep
          key={step.end}
          end={step.end}
          plan={plan}
          dispatch={dispatch}
          near={plan.pickup ?? position ?? city.data?.center ?? null}
          locateState={own.state}
          onUseOwnPosition={() => void useOwnAsPickup()}
        />
      ) : step.name === "pin" ? (
        <PinStep end={step.end} city={city.data ?? null} center={center} dispatch={dispatch} />
      ) : step.name === "choose" ? (
        <ChooseStep plan={plan} city={city.data ?? null} quotes={quotes} dispatch={dispatch} />
      ) : (
        <ConfirmStep quote={quote} onPriceGone={() => void quotes.refetch()} dispatch={dispatch} />
      )}
    </MapStage>
  );
}
