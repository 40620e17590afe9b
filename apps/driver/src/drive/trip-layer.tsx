"use client";
import { FitTo } from "@atlas/ui/map/fit-to";
import { PointMarker } from "@atlas/ui/map/point-marker";
import { RouteLine } from "@atlas/ui/map/route-line";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Guidance } from "../trip/use-guidance.ts";
import type { OrderView } from "../views.ts";
import { useDrive } from "./drive-context.ts";

interface TripLayerProps {
  readonly order: OrderView;
  readonly guidance: Guidance;
  /** Another value shows the whole route again. */
  readonly again: number;
}

/** On the map: the route to the next stop of the trip. */
export function TripLayer({ order, guidance, again }: TripLayerProps): ReactNode {
  const t = useTranslations("ui.map");
  const { ping } = useDrive().sharing.position;
  const isStarted = order.status === "STARTED";
  const stop = isStarted ? order.dropoff : order.pickup;
  return (
    <>
      <RouteLine geometry={guidance.geometry} drivenTo={order.status === "ARRIVED" ? null : ping} />
      {isStarted ? null : <PointMarker kind="pickup" at={order.pickup} label={t("pickup")} />}
      <PointMarker kind="dropoff" at={order.dropoff} label={t("dropoff")} />
      <FitTo points={[...(ping ? [ping] : []), stop]} again={`${again} ${order.status}`} />
    </>
  );
}
