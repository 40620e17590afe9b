"use client";
import { DriverMarker } from "@atlas/ui/map/driver-marker";
import { FitTo } from "@atlas/ui/map/fit-to";
import { MapControls } from "@atlas/ui/map/map-controls";
import { PointMarker } from "@atlas/ui/map/point-marker";
import { RouteLine } from "@atlas/ui/map/route-line";
import { useMemo, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Order } from "../views.ts";
import { SearchingRings } from "./searching-rings.tsx";
import type { DriverPosition } from "./use-driver-position.ts";

interface TripLayersProps {
  readonly order: Order;
  readonly position: DriverPosition | null;
}

/** The trip on the map: route, both ends, and the driver in motion. */
export function TripLayers({ order, position }: TripLayersProps): ReactNode {
  const t = useTranslations("ui.map");
  const { pickup, dropoff } = order;
  // Every view of the order is a new object: the points are the same while their numbers are.
  const ends = useMemo(
    () =>
      [
        { lat: pickup.lat, lng: pickup.lng },
        { lat: dropoff.lat, lng: dropoff.lng },
      ] as const,
    [pickup.lat, pickup.lng, dropoff.lat, dropoff.lng],
  );
  const isComing = order.status === "MATCHED" || order.status === "ARRIVED";
  const points = !position
    ? [order.pickup, order.dropoff]
    : isComing
      ? [order.pickup, position]
      : [position, order.dropoff];
  return (
    <>
      <RouteLine geometry={order.route} ends={ends} drivenTo={order.status === "STARTED" ? position : null} />
      <PointMarker
        kind="pickup"
        at={order.pickup}
        label={order.pickup.label}
        isLabelShown={order.status !== "STARTED"}
      />
      <PointMarker kind="dropoff" at={order.dropoff} label={order.dropoff.label} isLabelShown />
      {order.isSearching ? <SearchingRings at={order.pickup} /> : null}
      {position ? <DriverMarker position={position} label={order.driver?.name ?? t("driver")} /> : null}
      <FitTo points={coarse(points)} maxZoom={16} again={`${order.orderId}${order.status}`} />
      <MapControls />
    </>
  );
}

/** Points on a grid of about 150 m, so that the view follows the driver in steps and not with every fix. */
function coarse(points: readonly { lat: number; lng: number }[]): { lat: number; lng: number }[] {
  return points.map(({ lat, lng }) => ({ lat: Math.round(lat * 700) / 700, lng: Math.round(lng * 700) / 700 }));
}
