"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { fromLngLat } from "@atlas/core/geo";
import { useRpc } from "@atlas/features/rpc";
import { useLive } from "@atlas/features/use-live";
import { AtlasMap } from "@atlas/ui/map/atlas-map";
import { DriverMarker } from "@atlas/ui/map/driver-marker";
import { FitTo } from "@atlas/ui/map/fit-to";
import { PointMarker } from "@atlas/ui/map/point-marker";
import { RouteLine } from "@atlas/ui/map/route-line";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { ReplayControls } from "../replay/replay-controls.tsx";
import { ReplayLayer } from "../replay/replay-layer.tsx";

type Order = RouterOutputs["order"]["get"];
type Position = RouterOutputs["tracker"]["driverLocation"];

const WITH_DRIVER = new Set(["MATCHED", "ARRIVED", "STARTED"]);

/** The order's route, its driver while there is one, and after the trip where the car went. */
export function OrderMap({ order }: { readonly order: Order }): ReactNode {
  const t = useTranslations("ui.map");
  const rpc = useRpc();
  const city = useQuery(rpc.city.get.queryOptions({ cityId: order.cityId }, { staleTime: Infinity }));
  const [position, setPosition] = useState<Omit<Position, "driverId"> | null>(null);
  const isUnderWay = WITH_DRIVER.has(order.status);
  useLive(
    rpc.tracker.watchDriver.subscriptionOptions(isUnderWay ? { orderId: order.orderId } : skipToken, {
      onData: setPosition,
    }),
  );
  return (
    <div className="overflow-hidden rounded-card border border-line bg-raised">
      <div className="h-80">
        <AtlasMap city={city.data ?? null}>
          <RouteLine geometry={order.route} drivenTo={order.status === "STARTED" ? position : null} />
          <PointMarker kind="pickup" at={order.pickup} label={`${t("pickup")}: ${order.pickup.label}`} />
          <PointMarker kind="dropoff" at={order.dropoff} label={`${t("dropoff")}: ${order.dropoff.label}`} />
          <ReplayLayer />
          {isUnderWay && position ? <DriverMarker position={position} label={t("driver")} /> : null}
          <FitTo points={[order.pickup, order.dropoff, ...order.route.map(fromLngLat)]} />
        </AtlasMap>
      </div>
      <ReplayControls />
    </div>
  );
}
