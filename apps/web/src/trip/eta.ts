import { haversineM } from "@atlas/core/geo";
import { splitRoute } from "@atlas/ui/map/split-route";

import type { Order } from "../views.ts";

interface Point {
  readonly lat: number;
  readonly lng: number;
}

/** Roads in the city are about half as long again as the straight line. */
const DETOUR = 1.5;
const SLOWEST_MPS = 4;

/** Seconds until the driver is at the pickup: the straight line with a detour, at the trip's own average speed. */
export function pickupEtaS(order: Order, driver: Point): number {
  return (haversineM(driver, order.pickup) * DETOUR) / averageSpeedMps(order);
}

/** Seconds until the destination: the rest of the route at its own average speed, plus the distance back to it when off it. */
export function dropoffEtaS(order: Order, driver: Point): number {
  if (order.route.length < 2) return (haversineM(driver, order.dropoff) * DETOUR) / averageSpeedMps(order);
  const { ahead } = splitRoute(order.route, driver);
  const [start] = ahead;
  const offRouteM = start ? haversineM(driver, { lng: start[0], lat: start[1] }) : 0;
  return (lengthM(ahead) + offRouteM) / averageSpeedMps(order);
}

function averageSpeedMps(order: Order): number {
  return Math.max(SLOWEST_MPS, order.distanceM / Math.max(1, order.durationS));
}

function lengthM(line: readonly (readonly [number, number])[]): number {
  let total = 0;
  for (let index = 1; index < line.length; index++) {
    const [from, to] = [line[index - 1], line[index]];
    if (from && to) total += haversineM({ lng: from[0], lat: from[1] }, { lng: to[0], lat: to[1] });
  }
  return total;
}
