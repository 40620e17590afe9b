import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { destination, haversineM, type LatLng, toLngLat } from "@atlas/core/geo";
import { type ArcTimes, arcTimesAt } from "@atlas/core/roads/arc-times";
import { decodeGraph } from "@atlas/core/roads/graph-file";
import { createPathSearch } from "@atlas/core/roads/path-search";
import { createSnapper, type Snap } from "@atlas/core/roads/snap";
import { tracePath } from "@atlas/core/roads/trace";
import { trafficSlotOf } from "@atlas/core/roads/traffic";
import { isInServiceArea, type ServiceArea } from "@atlas/core/service-area";
import { between, gaussian } from "./random.ts";
import { type DrivenRoute, routeAlong } from "./driven-route.ts";

/** Where riders stand and drivers drive. */
export interface CityRoads {
  /** A place on a street, likelier near the centre. */
  readonly randomPlace: () => LatLng;
  /** A place on a street about `distanceM` from another. */
  readonly placeNear: (from: LatLng, distanceM: number) => LatLng;
  /** How a vehicle drives from one place to the other. */
  readonly findRoute: (from: LatLng, to: LatLng) => DrivenRoute;
}

export interface CityGround {
  readonly cityId: string;
  readonly center: LatLng;
  readonly serviceArea: ServiceArea;
  readonly timezone: string;
}

const SPREAD_M = 1_100;
const STRAIGHT_LINE_MPS = 6.5;
const TRIES = 40;

/** The city's own streets when `cityDir` holds its graph, else straight lines. */
export function openCityRoads(city: CityGround, cityDir: string | undefined, random: () => number): CityRoads {
  const graphFile = cityDir === undefined ? undefined : join(cityDir, city.cityId, "graph.bin");
  const streets = graphFile !== undefined && existsSync(graphFile) ? openStreets(graphFile, city.timezone) : undefined;
  const onStreet = (point: LatLng): LatLng => streets?.snap(point) ?? point;

  function search(propose: () => LatLng): LatLng {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const place = onStreet(propose());
      if (isInServiceArea(city.serviceArea, place)) return { lat: place.lat, lng: place.lng };
    }
    return city.center;
  }

  return {
    randomPlace: () =>
      search(() => {
        const east = destination(city.center, 90, gaussian(random) * SPREAD_M);
        return destination(east, 0, gaussian(random) * SPREAD_M);
      }),
    placeNear: (from, distanceM) => search(() => destination(from, between(random, 0, 360), distanceM)),
    findRoute: (from, to) =>
      streets?.findRoute(from, to) ?? routeAlong([toLngLat(from), toLngLat(to)], { speedMps: STRAIGHT_LINE_MPS }),
  };
}

interface Streets {
  readonly snap: (point: LatLng) => Snap | null;
  readonly findRoute: (from: LatLng, to: LatLng) => DrivenRoute | undefined;
}

function openStreets(graphFile: string, timezone: string): Streets {
  const graph = decodeGraph(readFileSync(graphFile));
  const snap = createSnapper(graph);
  const searchPath = createPathSearch(graph);
  let times: { readonly slot: number; readonly arcs: ArcTimes } | undefined;

  function arcTimes(): ArcTimes {
    const slot = trafficSlotOf(new Date(), timezone);
    // Motorbikes share the fleet, so nobody takes the toll road.
    if (times?.slot !== slot) times = { slot, arcs: arcTimesAt(graph, slot, false) };
    return times.arcs;
  }

  return {
    snap: (point) => snap(point, "curb"),
    findRoute: (fromPoint, toPoint) => {
      const [from, to] = [snap(fromPoint, "curb"), snap(toPoint, "curb")];
      if (from === null || to === null) return undefined;
      const arcs = arcTimes();
      const path = searchPath(from, to, arcs);
      if (path === null) return undefined;
      const { geometry } = tracePath(graph, path, { from, to }, arcs.seconds);
      const isFarFromStart = haversineM(fromPoint, from) > 30;
      return routeAlong(isFarFromStart ? [toLngLat(fromPoint), ...geometry] : geometry, { durationS: path.durationS });
    },
  };
}
