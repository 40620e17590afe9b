"use client";
import { useRpcClient } from "@atlas/features/rpc";
import type { FleetDriver } from "@atlas/ui/map/fleet-layer";
import { toast } from "@atlas/ui/toast";
import type { UseQueryResult } from "@tanstack/react-query";
import { useEffect, useState, type Dispatch } from "react";
import { useTranslations } from "use-intl";

import type { City, Place, Price, Quote } from "../views.ts";
import type { Plan, PlanAction } from "./plan.ts";
import { useNearbyCars } from "./use-nearby-cars.ts";
import { type Note, useNote } from "./use-note.ts";
import { useOwnPosition, type LocateState, type OwnPosition } from "./use-own-position.ts";
import { usePlan } from "./use-plan.ts";
import { useQuotes } from "./use-quotes.ts";

interface Point {
  readonly lat: number;
  readonly lng: number;
}

export interface Planning {
  readonly plan: Plan;
  readonly dispatch: Dispatch<PlanAction>;
  readonly quotes: UseQueryResult<readonly (Price | Quote)[], unknown>;
  /** The price of the chosen vehicle type. */
  readonly quote: Price | Quote | null;
  readonly note: Note;
  readonly cars: readonly FleetDriver[];
  readonly own: OwnPosition | null;
  readonly locateState: LocateState;
  /** Around what a search prefers its results. */
  readonly near: Point | null;
  /** From where distances are. */
  readonly from: Point | null;
  /** The middle of the map. */
  readonly center: Point | null;
  readonly setCenter: (center: Point) => void;
  readonly locate: () => void;
  readonly takeOwnAsPickup: () => void;
}

/** Everything a rider's plan is made of: decisions, prices, cars near by, and where the rider stands. */
export function usePlanning(city: City | null, isActive: boolean): Planning {
  const [located, setLocated] = useState<Place | null>(null);
  const { plan, dispatch } = usePlan(located);
  const [center, setCenter] = useState<Point | null>(null);
  const { position, state: locateState, locate } = useOwnPosition();
  const nameOf = usePlaceName();
  const isPriced = isActive && (plan.step.name === "choose" || plan.step.name === "confirm");
  const quotes = useQuotes(isPriced ? plan.pickup : null, isPriced ? plan.dropoff : null);
  const cars = useNearbyCars(isActive ? (plan.pickup ?? position ?? center ?? city?.center ?? null) : null);
  const note = useNote(plan.pickup);
  const t = useTranslations("plan");

  const hasPickup = plan.pickup !== null;
  useEffect(() => {
    if (!position || hasPickup) return;
    let isStale = false;
    void nameOf(position).then((place) => (isStale ? undefined : setLocated(place)));
    return () => {
      isStale = true;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only a new fix is a reason to name it
  }, [position]);

  async function takeOwnAsPickup(): Promise<void> {
    const found = await locate();
    if (found) dispatch({ type: "place", end: "pickup", place: await nameOf(found) });
  }
  async function locateOrSay(): Promise<void> {
    if (!(await locate())) toast.error(t("locateUnavailable"));
  }

  return {
    plan,
    dispatch,
    quotes,
    quote: quotes.data?.find(({ vehicleType }) => vehicleType === plan.vehicleType) ?? null,
    note,
    cars: isPriced ? cars.filter((car) => car.vehicleType === plan.vehicleType) : cars,
    own: position,
    locateState,
    from: plan.pickup ?? position,
    near: plan.pickup ?? position ?? city?.center ?? null,
    center,
    setCenter,
    locate: () => void locateOrSay(),
    takeOwnAsPickup: () => void takeOwnAsPickup(),
  };
}

function usePlaceName(): (point: Point) => Promise<Place> {
  const client = useRpcClient();
  const t = useTranslations("plan");
  return async ({ lat, lng }) => {
    try {
      const { label } = await client.city.reverse.query({ lat, lng });
      return { label, lat, lng };
    } catch {
      // The name is a nicety; the point is what counts.
      return { label: t("ownPosition"), lat, lng };
    }
  };
}
