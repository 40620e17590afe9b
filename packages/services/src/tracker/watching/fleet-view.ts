import { type Bounds, boundsAround, centerOf, isInBounds } from "@atlas/core/bounding-box";
import { coarsePlace, PUBLIC_CELL_M } from "@atlas/core/coarse-place";
import { haversineM, type LatLng } from "@atlas/core/geo";
import type { CarState } from "@atlas/core/positions/fleet-frame";
import type { VehicleType } from "@atlas/core/vehicle";
import type { AnonymousKeys } from "./anonymous-key.ts";
import type { LiveCar } from "./fleet-mirror.ts";
import type { WatchedCity } from "./position-feed.ts";

/** A car as watchers see it. */
export interface FleetCar {
  /** Operators: the driver's id. Riders: a key that tells it from the others and says nothing about its driver. */
  readonly key: string;
  readonly lat: number;
  readonly lng: number;
  readonly headingDeg: number | null;
  readonly vehicleType: VehicleType;
  readonly state: CarState;
  readonly orderId?: string | undefined;
  readonly ageMs: number;
}

/** What of a city's fleet a watcher sees: `isOfInterest` decides, `show` draws. */
export interface FleetView {
  /** Where to look; null for everywhere. */
  readonly bounds: Bounds | null;
  /** False once the anonymous keys have changed. */
  readonly isCurrent: () => boolean;
  readonly isOfInterest: (car: LiveCar) => boolean;
  readonly show: (car: LiveCar, nowMs: number) => FleetCar;
  readonly keyOf: (driverId: string) => string;
  /** Picks from the cars of interest at a snapshot. */
  readonly choose: (cars: LiveCar[]) => LiveCar[];
  readonly most: number;
}

export interface WatchedPart {
  readonly bounds?: Bounds | undefined;
  readonly vehicleType?: VehicleType | undefined;
}

/**
 * Who is no operator sees no farther than this around the middle of their map, places no finer, and no more cars: they would tell a
 * rider nothing.
 */
export const PUBLIC_SIGHT = { reachM: 3_000, cellM: PUBLIC_CELL_M, cars: 40 } as const;

/** Every driver with state and order. */
export function operatorView({ bounds, vehicleType }: WatchedPart): FleetView {
  return {
    bounds: bounds ?? null,
    isCurrent: () => true,
    isOfInterest: (car) =>
      (bounds === undefined || isInBounds(bounds, car)) &&
      (vehicleType === undefined || car.state.vehicleType === vehicleType),
    show: (car, nowMs) => {
      const { orderId } = car.state;
      return { ...showCar(car, car.driverId, nowMs), ...(orderId === null ? {} : { orderId }) };
    },
    keyOf: (driverId) => driverId,
    choose: (cars) => cars,
    most: Infinity,
  };
}

/** The available cars near the middle of the part, without identity; none for who does not say which part. */
export function riderView(city: WatchedCity, { bounds, vehicleType }: WatchedPart): FleetView {
  const { anonymousKeys } = city;
  const center: LatLng | null = bounds === undefined ? null : centerOf(bounds);
  const reach =
    center === null || bounds === undefined ? null : overlap(bounds, boundsAround(center, PUBLIC_SIGHT.reachM));
  return {
    bounds: reach,
    isCurrent: () => city.anonymousKeys === anonymousKeys,
    isOfInterest: (car) =>
      car.state.state === "available" &&
      !car.isParked &&
      (vehicleType === undefined || car.state.vehicleType === vehicleType) &&
      reach !== null &&
      isInBounds(reach, car),
    show: (car, nowMs) => anonymousCar(car, anonymousKeys, nowMs),
    keyOf: (driverId) => anonymousKeys.keyOf(driverId),
    choose: (cars) =>
      (center === null ? cars : cars.toSorted((a, b) => haversineM(center, a) - haversineM(center, b))).slice(
        0,
        PUBLIC_SIGHT.cars,
      ),
    most: PUBLIC_SIGHT.cars,
  };
}

/** What riders get of a car, worked out once a tick for all parts that show it: a car that changes is another object. */
const anonymousCars = new WeakMap<LiveCar, FleetCar>();

function anonymousCar(car: LiveCar, anonymousKeys: AnonymousKeys, nowMs: number): FleetCar {
  const key = anonymousKeys.keyOf(car.driverId);
  const known = anonymousCars.get(car);
  if (known?.key === key) return known;
  const fresh = { ...showCar(car, key, nowMs), ...coarsePlace(car, PUBLIC_SIGHT.cellM) };
  anonymousCars.set(car, fresh);
  return fresh;
}

function showCar(car: LiveCar, key: string, nowMs: number): FleetCar {
  return {
    key,
    lat: car.lat,
    lng: car.lng,
    headingDeg: car.headingDeg,
    vehicleType: shownVehicle(car),
    state: shownState(car),
    ageMs: Math.max(0, nowMs - car.seenAtMs),
  };
}

/** A driver without a car in use is drawn as a motorbike. */
export function shownVehicle(car: LiveCar): VehicleType {
  return car.state.vehicleType ?? "go-ride";
}

export function shownState(car: LiveCar): CarState {
  return car.isParked ? "stale" : car.state.state;
}

function overlap(a: Bounds, b: Bounds): Bounds {
  return [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
}
