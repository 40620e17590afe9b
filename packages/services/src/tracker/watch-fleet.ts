import type { Actor } from "@atlas/core/actor";
import { type Bounds, boundsAround, centerOf, isInBounds } from "@atlas/core/bounding-box";
import { haversineM, type LatLng } from "@atlas/core/geo";
import type { VehicleType } from "@atlas/core/vehicle";
import type { Disguise } from "./disguise.ts";
import type { FleetTick, LiveCar } from "./fleet-mirror.ts";
import type { LiveContext } from "./live-context.ts";
import type { WatchedCity } from "./position-feed.ts";

export interface WatchFleetInput {
  readonly cityId: string;
  /** The part of the map to watch, degrees. Riders see at most `RIDER_REACH_M` around its middle. */
  readonly bounds?: Bounds | undefined;
  readonly vehicleType?: VehicleType | undefined;
}

export interface FleetCar {
  readonly key: string;
  readonly lat: number;
  readonly lng: number;
  readonly headingDeg: number | null;
  readonly vehicleType: VehicleType;
  readonly state: "available" | "busy" | "offline" | "stale";
  readonly orderId?: string | undefined;
  readonly ageMs: number;
}

export interface FleetUpdate {
  readonly kind: "snapshot" | "delta";
  readonly drivers: readonly FleetCar[];
  /** Keys that left the watched part, or matching (for riders). */
  readonly gone: readonly string[];
}

/** Riders see no farther than this around the middle of their map. */
const RIDER_REACH_M = 3_000;
/** More cars than this tell a rider nothing. */
const MOST_CARS_FOR_RIDER = 40;

/**
 * The live fleet: a snapshot at once, then what changed, at most once a second; a new snapshot whenever the watcher fell
 * behind. Admins and services see every driver with state and order; everyone else the available cars near the middle of
 * their map, under keys that change every ten minutes.
 */
export async function* watchFleet(
  ctx: LiveContext,
  actor: Actor,
  input: WatchFleetInput,
  signal: AbortSignal,
): AsyncGenerator<FleetUpdate, void, undefined> {
  const seesAll = actor.role === "admin" || actor.role === "service";
  yield* ctx.positionFeed.watch(input.cityId, (city) =>
    follow(city, signal, () => (seesAll ? operatorView(ctx, input) : riderView(ctx, city, input))),
  );
}

/** What one watcher sees: `isOfInterest` decides, `show` draws. */
interface FleetView {
  /** Where to look; null for everywhere. */
  readonly bounds: Bounds | null;
  readonly isCurrent: () => boolean;
  readonly isOfInterest: (car: LiveCar) => boolean;
  readonly show: (car: LiveCar) => FleetCar;
  readonly keyOf: (driverId: string) => string;
  /** Picks from the cars of interest at a snapshot. */
  readonly choose: (cars: LiveCar[]) => LiveCar[];
  readonly most: number;
}

async function* follow(
  city: WatchedCity,
  signal: AbortSignal,
  makeView: () => FleetView,
): AsyncGenerator<FleetUpdate, void, undefined> {
  while (!signal.aborted) {
    const view = makeView();
    const inReach = view.bounds === null ? city.mirror.cars() : city.mirror.carsAround(view.bounds);
    const cars = view.choose([...inReach].filter(view.isOfInterest));
    const shown = new Set(cars.map(({ driverId }) => driverId));
    let { sequence } = city.mirror;
    yield { kind: "snapshot", drivers: cars.map(view.show), gone: [] };
    for (;;) {
      const tick = await city.nextTick(signal);
      if (tick === null) return;
      if (tick.sequence !== sequence + 1 || !view.isCurrent()) break;
      sequence = tick.sequence;
      const update = deltaOf(tick, view, shown);
      if (update.drivers.length > 0 || update.gone.length > 0) yield update;
    }
  }
}

function deltaOf(tick: FleetTick, view: FleetView, shown: Set<string>): FleetUpdate {
  const drivers: FleetCar[] = [];
  const gone: string[] = [];
  for (const driverId of shown) {
    const car = tick.changed.get(driverId);
    if (car !== undefined && view.isOfInterest(car)) drivers.push(view.show(car));
    else if (car !== undefined || tick.gone.has(driverId)) {
      shown.delete(driverId);
      gone.push(view.keyOf(driverId));
    }
  }
  if (shown.size >= view.most) return { kind: "delta", drivers, gone };
  for (const car of view.bounds === null ? tick.changed.values() : tick.changedAround(view.bounds)) {
    if (shown.has(car.driverId) || !view.isOfInterest(car)) continue;
    shown.add(car.driverId);
    drivers.push(view.show(car));
    if (shown.size >= view.most) break;
  }
  return { kind: "delta", drivers, gone };
}

function operatorView(ctx: LiveContext, { bounds, vehicleType }: WatchFleetInput): FleetView {
  return {
    bounds: bounds ?? null,
    isCurrent: () => true,
    isOfInterest: (car) =>
      (bounds === undefined || isInBounds(bounds, car)) &&
      (vehicleType === undefined || car.state.vehicleType === vehicleType),
    show: (car) => namedCar(car, ctx.clock().getTime()),
    keyOf: (driverId) => driverId,
    choose: (cars) => cars,
    most: Infinity,
  };
}

function riderView(ctx: LiveContext, city: WatchedCity, { bounds, vehicleType }: WatchFleetInput): FleetView {
  const { disguise } = city;
  const center: LatLng | null = bounds === undefined ? null : centerOf(bounds);
  const reach = center === null || bounds === undefined ? null : overlap(bounds, boundsAround(center, RIDER_REACH_M));
  return {
    bounds: reach,
    isCurrent: () => city.disguise === disguise,
    isOfInterest: (car) =>
      car.state.state === "available" &&
      !car.isParked &&
      (vehicleType === undefined || car.state.vehicleType === vehicleType) &&
      (reach === null || isInBounds(reach, car)),
    show: (car) => disguisedCar(car, disguise, ctx.clock().getTime()),
    keyOf: (driverId) => disguise.keyOf(driverId),
    choose: (cars) =>
      (center === null ? cars : cars.toSorted((a, b) => haversineM(center, a) - haversineM(center, b))).slice(
        0,
        MOST_CARS_FOR_RIDER,
      ),
    most: MOST_CARS_FOR_RIDER,
  };
}

function namedCar(car: LiveCar, nowMs: number): FleetCar {
  const { orderId } = car.state;
  return { ...showCar(car, car.driverId, nowMs), ...(orderId === null ? {} : { orderId }) };
}

/** What riders get of a car, worked out once a tick for all who watch it: a car that changes is another object. */
const disguised = new WeakMap<LiveCar, FleetCar>();

function disguisedCar(car: LiveCar, disguise: Disguise, nowMs: number): FleetCar {
  const key = disguise.keyOf(car.driverId);
  const known = disguised.get(car);
  if (known?.key === key) return known;
  const fresh = showCar(car, key, nowMs);
  disguised.set(car, fresh);
  return fresh;
}

function showCar(car: LiveCar, key: string, nowMs: number): FleetCar {
  return {
    key,
    lat: car.lat,
    lng: car.lng,
    headingDeg: car.headingDeg,
    vehicleType: car.state.vehicleType ?? "go-ride",
    state: car.isParked ? "stale" : car.state.state,
    ageMs: Math.max(0, nowMs - car.seenAtMs),
  };
}

function overlap(a: Bounds, b: Bounds): Bounds {
  return [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
}
