import type { Bounds } from "@atlas/core/bounding-box";
import { CarGrid } from "./car-grid.ts";
import type { CodedDriverState } from "../live-map/driver-state-code.ts";
import type { FeedMessage, FedPosition } from "../live-map/feed-message.ts";
import type { LivePosition } from "../live-map/read-positions.ts";

/** One driver on the map of a city. */
export interface LiveCar {
  readonly driverId: string;
  readonly lat: number;
  readonly lng: number;
  readonly headingDeg: number | null;
  readonly speedMps: number | null;
  readonly seenAtMs: number;
  readonly state: CodedDriverState;
  readonly isParked: boolean;
}

/** What moved, changed or left since the tick before. */
export interface FleetTick {
  /** Counts up by one; a watcher that misses one needs a snapshot. */
  readonly sequence: number;
  readonly changed: ReadonlyMap<string, LiveCar>;
  readonly gone: ReadonlySet<string>;
  /** The changed cars that may lie in the bounds: none inside is missing. */
  readonly changedAround: (bounds: Bounds) => Iterable<LiveCar>;
}

/** A city's fleet in memory, as the feed reports it. Pure bookkeeping: its owner feeds it and asks for ticks. */
export class FleetMirror {
  readonly #cars = new Map<string, LiveCar>();
  readonly #grid = new CarGrid<LiveCar>();
  readonly #driverOfOrder = new Map<string, string>();
  #changed = new Set<string>();
  #gone = new Set<string>();
  #sequence = 0;

  get sequence(): number {
    return this.#sequence;
  }

  cars(): Iterable<LiveCar> {
    return this.#cars.values();
  }

  carOf(driverId: string): LiveCar | undefined {
    return this.#cars.get(driverId);
  }

  /** The cars that may lie in the bounds: none inside is missing. */
  carsAround(bounds: Bounds): Iterable<LiveCar> {
    return this.#grid.around(bounds);
  }

  /** The car that drives the order, if it is on the map. */
  carOfOrder(orderId: string): LiveCar | undefined {
    const driverId = this.#driverOfOrder.get(orderId);
    return driverId === undefined ? undefined : this.#cars.get(driverId);
  }

  apply(message: FeedMessage): void {
    switch (message.kind) {
      case "positions":
        for (const position of message.positions) this.#move(position);
        break;
      case "state":
        this.#alter(message.driverId, { state: message.state, isParked: message.isParked });
        break;
      case "parked":
        for (const driverId of message.driverIds) this.#alter(driverId, { isParked: true });
        break;
      case "gone":
        for (const driverId of message.driverIds) this.#remove(driverId);
        break;
    }
  }

  /** Takes what Redis has; what the feed has reported since is newer and stays. */
  load(positions: readonly LivePosition[]): void {
    for (const position of positions) {
      const known = this.#cars.get(position.driverId);
      if (known === undefined || known.seenAtMs < position.seenAtMs) this.#put(position);
    }
  }

  /** Removes every car that was last heard of before `seenBeforeMs`: those whose leaving the feed did not tell. */
  forgetSilent(seenBeforeMs: number): void {
    for (const car of this.#cars.values()) {
      if (car.seenAtMs < seenBeforeMs) this.#remove(car.driverId);
    }
  }

  /** Closes the current tick. Null when nothing happened in it. */
  tick(): FleetTick | null {
    if (this.#changed.size === 0 && this.#gone.size === 0) return null;
    this.#sequence += 1;
    const changed = new Map<string, LiveCar>();
    const grid = new CarGrid<LiveCar>();
    for (const driverId of this.#changed) {
      const car = this.#cars.get(driverId);
      if (car === undefined) continue;
      changed.set(driverId, car);
      grid.put(car);
    }
    const gone = this.#gone;
    this.#changed = new Set();
    this.#gone = new Set();
    return { sequence: this.#sequence, changed, gone, changedAround: (bounds) => grid.around(bounds) };
  }

  #move({ recordedAtMs, ...position }: FedPosition): void {
    const known = this.#cars.get(position.driverId);
    if (known === undefined || known.seenAtMs <= recordedAtMs) {
      this.#put({ ...position, seenAtMs: recordedAtMs, isParked: false });
    }
  }

  #alter(driverId: string, change: { state?: CodedDriverState; isParked: boolean }): void {
    const car = this.#cars.get(driverId);
    if (car !== undefined) this.#put({ ...car, ...change });
  }

  #put(car: LiveCar): void {
    const before = this.#cars.get(car.driverId);
    const orderBefore = before?.state.orderId ?? null;
    if (orderBefore !== null && orderBefore !== car.state.orderId) this.#driverOfOrder.delete(orderBefore);
    if (car.state.orderId !== null) this.#driverOfOrder.set(car.state.orderId, car.driverId);
    if (before !== undefined) this.#grid.remove(before);
    this.#grid.put(car);
    this.#cars.set(car.driverId, car);
    this.#changed.add(car.driverId);
    this.#gone.delete(car.driverId);
  }

  #remove(driverId: string): void {
    const car = this.#cars.get(driverId);
    if (car === undefined) return;
    if (car.state.orderId !== null) this.#driverOfOrder.delete(car.state.orderId);
    this.#grid.remove(car);
    this.#cars.delete(driverId);
    this.#changed.delete(driverId);
    this.#gone.add(driverId);
  }
}
