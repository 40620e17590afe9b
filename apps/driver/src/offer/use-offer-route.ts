import { useRpc } from "@atlas/features/rpc";
import { type LngLat, toLngLat } from "@atlas/core/geo";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";

import { useDrive } from "../drive/drive-context.ts";
import type { OfferView } from "../views.ts";

/** From the driver, or the end of the running trip, through the pickup to the destination: by road once the route is known, straight until then. */
export function useOfferRoute(offer: OfferView): readonly LngLat[] {
  const rpc = useRpc();
  const { order, sharing } = useDrive();
  const { ping } = sharing.position;
  // The route to a next trip begins where the running one ends.
  const start = offer.isNextTrip && order ? order.dropoff : ping;
  const [from] = useState(start && { lat: start.lat, lng: start.lng });
  const { data } = useQuery({
    ...rpc.driver.directions.queryOptions({ orderId: offer.orderId, from: from ?? offer.pickup }),
    enabled: from !== null,
    staleTime: Infinity,
    retry: false,
  });
  return useMemo(() => {
    if (data !== undefined) return [...data.geometry, ...data.tripGeometry];
    return [...(from ? [toLngLat(from)] : []), toLngLat(offer.pickup), toLngLat(offer.dropoff)];
  }, [data, from, offer.pickup, offer.dropoff]);
}
