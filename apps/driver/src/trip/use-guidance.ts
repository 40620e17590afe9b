import { useRpc } from "@atlas/features/rpc";
import type { LatLng, LngLat } from "@atlas/core/geo";
import { haversineM, toLngLat } from "@atlas/core/geo";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";

import { useDrive } from "../drive/drive-context.ts";
import type { OrderView } from "../views.ts";
import { progressOn, type Progress } from "./guidance.ts";

/** The route to the next stop and how far along it the driver is. */
export interface Guidance {
  readonly geometry: readonly LngLat[];
  /** Null until the route is known, and while the driver waits at the pickup. */
  readonly progress: Progress | null;
  /** By straight line or without a road network behind it. */
  readonly isEstimate: boolean;
}

/** A driver so far from the route has taken another one. */
const OFF_ROUTE_M = 90;
/** Traffic changes: the route is requested again after so long. */
const RENEW_AFTER_MS = 120_000;

/** Guides to the pickup, then to the destination; asks again when the driver leaves the route. */
export function useGuidance(order: OrderView | null): Guidance {
  const rpc = useRpc();
  const { ping } = useDrive().sharing.position;
  const isMoving = order !== null && order.status !== "ARRIVED";
  const stop = order?.status === "STARTED" ? "dropoff" : "pickup";
  const legKey = order === null ? "" : `${order.orderId} ${stop}`;
  const [start, setStart] = useState<{ readonly legKey: string; readonly from: LatLng } | null>(null);
  const from = start?.legKey === legKey ? start.from : null;

  const { data } = useQuery({
    ...rpc.driver.directions.queryOptions({ orderId: order?.orderId ?? "", from: from ?? { lat: 0, lng: 0 } }),
    enabled: isMoving && from !== null,
    staleTime: RENEW_AFTER_MS,
    refetchInterval: RENEW_AFTER_MS,
    placeholderData: keepPreviousData,
  });
  const guided = data !== undefined && data.orderId === order?.orderId && data.stop === stop ? data : null;
  const progress = useMemo(
    () => (isMoving && guided && ping ? progressOn(guided, ping) : null),
    [isMoving, guided, ping],
  );
  const isLost = progress !== null && progress.offRouteM > OFF_ROUTE_M;

  const isOffStart = isLost && start !== null && ping !== null && haversineM(start.from, ping) > OFF_ROUTE_M;
  if (isMoving && ping !== null && (start?.legKey !== legKey || isOffStart)) {
    setStart({ legKey, from: { lat: ping.lat, lng: ping.lng } });
  }

  return useMemo(() => {
    if (order === null) return { geometry: [], progress: null, isEstimate: false };
    if (!isMoving) return { geometry: order.route, progress: null, isEstimate: order.isEstimate };
    if (guided !== null) return { geometry: guided.geometry, progress, isEstimate: guided.isEstimate };
    return {
      geometry: stop === "dropoff" ? order.route : straightTo(ping, order.pickup),
      progress: null,
      isEstimate: true,
    };
  }, [order, isMoving, guided, progress, stop, ping]);
}

function straightTo(ping: LatLng | null, pickup: LatLng): readonly LngLat[] {
  return ping === null ? [] : [toLngLat(ping), toLngLat(pickup)];
}
