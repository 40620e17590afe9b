"use client";
import { FitTo } from "@atlas/ui/map/fit-to";
import { FleetLayer } from "@atlas/ui/map/fleet-layer";
import { MapControls } from "@atlas/ui/map/map-controls";
import { PointMarker } from "@atlas/ui/map/point-marker";
import { RouteLine } from "@atlas/ui/map/route-line";
import { useMemo, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Price } from "../views.ts";
import type { Planning } from "./use-planning.ts";

/** What lies on the map while a trip is planned: cars near the pickup, both ends, the route. */
export function PlanLayers({ planning }: { readonly planning: Planning }): ReactNode {
  const t = useTranslations();
  const { plan, quote, cars, own, locate } = planning;
  const { step, pickup, dropoff } = plan;
  const isPriced = step.name === "choose" || step.name === "confirm";
  const pinned = step.name === "pin" ? step.end : null;
  return (
    <>
      <FleetLayer drivers={cars} />
      {isPriced && quote ? <QuotedRoute quote={quote} /> : null}
      {own ? <PointMarker kind="me" at={own} label={t("ui.map.you")} /> : null}
      {pickup && pinned !== "pickup" ? (
        <PointMarker kind="pickup" at={pickup} label={pickup.label} isLabelShown={isPriced} />
      ) : null}
      {dropoff && pinned !== "dropoff" ? (
        <PointMarker kind="dropoff" at={dropoff} label={dropoff.label} isLabelShown={isPriced} />
      ) : null}
      {step.name === "pin" && step.at ? (
        <FitTo points={[step.at]} maxZoom={16.5} again={`${step.at.lat},${step.at.lng}`} />
      ) : null}
      {isPriced && pickup && dropoff ? <FitTo points={[pickup, dropoff, ...sample(quote)]} /> : null}
      {step.name === "home" && pickup ? <FitTo points={[pickup]} maxZoom={13.8} /> : null}
      <MapControls onLocate={locate} />
    </>
  );
}

/** The ends are kept with the quote, so that the line is not drawn anew with every render. */
function QuotedRoute({ quote }: { readonly quote: Price }): ReactNode {
  const ends = useMemo(() => [quote.pickup, quote.dropoff] as const, [quote]);
  return <RouteLine geometry={quote.route.geometry} ends={ends} />;
}

/** A few points of the route, enough to keep its bends in sight. */
function sample(quote: Price | null): { lat: number; lng: number }[] {
  const line = quote?.route.geometry ?? [];
  const every = Math.max(1, Math.floor(line.length / 24));
  return line.filter((_, index) => index % every === 0).map(([lng, lat]) => ({ lat, lng }));
}
