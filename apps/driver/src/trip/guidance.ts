import type { TurnKind } from "@atlas/core/routing";
import { fromLngLat, haversineM, type LatLng, type LngLat } from "@atlas/core/geo";
import { splitRoute } from "@atlas/ui/map/split-route";

/** What the route of a result of `driver.directions` is made of. */
export interface GuidedRoute {
  readonly distanceM: number;
  readonly durationS: number;
  readonly geometry: readonly LngLat[];
  readonly turns: readonly TurnAhead[];
}

interface TurnAhead {
  readonly kind: TurnKind;
  readonly street: string | null;
  /** How long the road after the turn is followed, metres. */
  readonly distanceM: number;
}

export interface Progress {
  readonly remainingM: number;
  readonly remainingS: number;
  /** Where the driver is beside the route, metres. */
  readonly offRouteM: number;
  readonly nextTurn: { readonly kind: TurnKind; readonly street: string | null; readonly inM: number } | null;
}

/** A turn this close behind the fix counts as still ahead: fixes lag. */
const TURN_SLACK_M = 8;

/** How much of a route is left for a driver at `at`, and the next thing to do on it. */
export function progressOn(route: GuidedRoute, at: LatLng): Progress {
  const { ahead } = splitRoute(route.geometry, at);
  const [nearest] = ahead;
  const aheadM = lengthM(ahead);
  const wholeM = Math.max(1, lengthM(route.geometry));
  const remainingM = route.distanceM * Math.min(1, aheadM / wholeM);
  return {
    remainingM,
    remainingS: route.durationS * Math.min(1, aheadM / wholeM),
    offRouteM: nearest === undefined ? 0 : haversineM(at, fromLngLat(nearest)),
    nextTurn: nextTurn(route, route.distanceM - remainingM),
  };
}

function nextTurn({ turns }: GuidedRoute, drivenM: number): Progress["nextTurn"] {
  let turnAtM = 0;
  for (const { kind, street, distanceM } of turns) {
    if (kind !== "depart" && kind !== "continue" && turnAtM > drivenM - TURN_SLACK_M) {
      return { kind, street, inM: Math.max(0, turnAtM - drivenM) };
    }
    turnAtM += distanceM;
  }
  return null;
}

function lengthM(line: readonly LngLat[]): number {
  let sumM = 0;
  for (const [index, point] of line.entries()) {
    const before = line[index - 1];
    if (before !== undefined) sumM += haversineM(fromLngLat(before), fromLngLat(point));
  }
  return sumM;
}
