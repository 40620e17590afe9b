import type { Actor } from "@atlas/core/actor";
import { type Bounds, boundsAround, centerOf, isInBounds } from "@atlas/core/bounding-box";
import { haversineM, type LatLng } from "@atlas/core/geo";
import type { VehicleType } from "@atlas/core/vehicle";
import { disguisedKey } from "./disguise.ts";
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
const MOST_CARS_FOR_RIDER = 60;

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
    const cars = view.choose([...city.mirror.cars()].filter(view.isOfInterest));
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
  for (const driverId of tick.gone) if (shown.delete(driverId)) gone.push(view.keyOf(driverId));
  for (const car of tick.changed) {
    if (!view.isOfInterest(car)) {
      if (shown.delete(car.driverId)) gone.push(view.keyOf(car.driverId));
    } else if (shown.has(car.driverId) || shown.size < view.most) {
      shown.add(car.driverId);
      drivers.push(view.show(car));
    }
  }
  return { kind: "delta", drivers, gone };
}

function operatorView(ctx: LiveContext, { bounds, vehicleType }: WatchFleetInput): FleetView {
  return {
    isCurrent: () => true,
    isOfInterest: (car) =>
      (bounds === undefined || isInBounds(bounds, car)) &&
      (vehicleType === undefined || car.state.vehicleType === vehicleType),
    show: (car) => showCar(car, car.driverId, ctx.clock().getTime()),
    keyOf: (driverId) => driverId,
    choose: (cars) => cars,
    most: Infinity,
  };
}

function riderView(ctx: LiveContext, city: WatchedCity, { bounds, vehicleType }: WatchFleetInput): FleetView {
  const { disguise } = city;
  const center: LatLng | null = bounds === undefined ? null : centerOf(bounds);
  const reach = center === null ? null : boundsAround(center, RIDER_REACH_M);
  const keyOf = (driverId: string): string => disguisedKey(disguise, driverId);
  return {
    isCurrent: () => city.disguise === disguise,
    isOfInterest: (car) =>
      car.state.state === "available" &&
      !car.isParked &&
      (vehicleType === undefined || car.state.vehicleType === vehicleType) &&
      (bounds === undefined || isInBounds(bounds, car)) &&
      (reach === null || isInBounds(reach, car)),
    show: (car) => showCar(car, keyOf(car.driverId), ctx.clock().getTime()),
    keyOf,
    choose: (cars) =>
      (center === null ? cars : cars.toSorted((a, b) => haversineM(center, a) - haversineM(center, b))).slice(
        0,
        MOST_CARS_FOR_RIDER,
      ),
    most: MOST_CARS_FOR_RIDER,
  };
}

function showCar(car: LiveCar, key: string, nowMs: number): FleetCar {
  const { state, vehicleType, orderId } = car.state;
  return {
    key,
    lat: car.lat,
    lng: car.lng,
    headingDeg: car.headingDeg,
    vehicleType: vehicleType ?? "go-ride",
    state: car.isParked ? "stale" : state,
    ...(orderId !== null && key === car.driverId ? { orderId } : {}),
    ageMs: Math.max(0, nowMs - car.seenAtMs),
  };
}
