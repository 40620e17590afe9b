"use client";
import { AtlasMap } from "@atlas/ui/map/atlas-map";
import { FitTo } from "@atlas/ui/map/fit-to";
import { FleetLayer, type FleetDriver } from "@atlas/ui/map/fleet-layer";
import { MapControls } from "@atlas/ui/map/map-controls";
import { PointMarker } from "@atlas/ui/map/point-marker";
import { RouteLine } from "@atlas/ui/map/route-line";
import type { Dispatch, ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { City, Quote } from "../views.ts";
import type { Plan, PlanAction } from "./plan.ts";
import type { OwnPosition } from "./use-own-position.ts";

interface PlanMapProps {
  readonly city: City | null;
  readonly plan: Plan;
  readonly dispatch: Dispatch<PlanAction>;
  readonly quote: Quote | null;
  readonly cars: readonly FleetDriver[];
  readonly own: OwnPosition | null;
  readonly onLocate: () => void;
  readonly onCenter: (point: { lat: number; lng: number }) => void;
}

/** The map while a trip is planned: cars near the pickup, both ends, the route, and the way to point at places. */
export function PlanMap({ city, plan, dispatch, quote, cars, own, onLocate, onCenter }: PlanMapProps): ReactNode {
  const t = useTranslations();
  const { step, pickup, dropoff } = plan;
  const isPinning = step.name === "pin";
  const isPriced = step.name === "choose" || step.name === "confirm";

  function tap(point: { lat: number; lng: number }): void {
    if (isPriced) return;
    const end = step.name === "pin" || step.name === "search" ? step.end : pickup ? "dropoff" : "pickup";
    dispatch({ type: "pin", end, at: point });
  }

  const focus = isPriced && pickup && dropoff ? [pickup, dropoff, ...sample(quote)] : [];
  return (
    <AtlasMap city={city} onTap={tap} onCenter={onCenter} zoom={13}>
      <FleetLayer drivers={cars} />
      {isPriced && quote ? <RouteLine geometry={quote.route.geometry} /> : null}
      {own ? <PointMarker kind="me" at={own} label={t("ui.map.you")} /> : null}
      {pickup && !(isPinning && step.end === "pickup") ? (
        <PointMarker kind="pickup" at={pickup} label={pickup.label} isLabelShown={isPriced} />
      ) : null}
      {dropoff && !(isPinning && step.end === "dropoff") ? (
        <PointMarker kind="dropoff" at={dropoff} label={dropoff.label} isLabelShown={isPriced} />
      ) : null}
      {isPinning && step.at ? (
        <FitTo points={[step.at]} maxZoom={16.5} again={`${step.at.lat},${step.at.lng}`} />
      ) : null}
      {isPriced ? <FitTo points={focus} /> : null}
      {step.name === "home" && pickup ? <FitTo points={[pickup]} maxZoom={14.5} /> : null}
      <MapControls onLocate={onLocate} />
    </AtlasMap>
  );
}

/** A few points of the route, enough to keep its bends in sight. */
function sample(quote: Quote | null): { lat: number; lng: number }[] {
  const line = quote?.route.geometry ?? [];
  const every = Math.max(1, Math.floor(line.length / 24));
  return line.filter((_, index) => index % every === 0).map(([lng, lat]) => ({ lat, lng }));
}
