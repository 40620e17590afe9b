import { markShared } from "../../messaging/shared-view.ts";
import type { FleetTick } from "./fleet-mirror.ts";
import type { FleetCar, FleetView } from "./fleet-view.ts";
import type { WatchedCity } from "./position-feed.ts";

export interface FleetUpdate {
  readonly kind: "snapshot" | "delta";
  readonly drivers: readonly FleetCar[];
  /** Keys that left the watched part, or matching (for riders). */
  readonly gone: readonly string[];
}

/**
 * One view of a city's fleet for all who share it: each tick is weighed, and its update made, once. Watchers bring the
 * tick that they were sent; the first of them moves the channel on.
 */
export class FleetChannel {
  readonly #city: WatchedCity;
  readonly #makeView: () => FleetView;
  readonly #nowMs: () => number;
  #view: FleetView;
  #shown = new Set<string>();
  #sequence = 0;
  /** Of the newest tick; null when the channel began anew with it. */
  #delta: FleetUpdate | null = null;
  #snapshot: FleetUpdate | null = null;

  constructor(city: WatchedCity, makeView: () => FleetView, nowMs: () => number) {
    this.#city = city;
    this.#makeView = makeView;
    this.#nowMs = nowMs;
    this.#view = makeView();
    this.#begin();
  }

  /** Counts up with the city's ticks. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Everything that is shown, for a watcher who joins or fell behind. */
  snapshot(): FleetUpdate {
    if (this.#snapshot !== null) return this.#snapshot;
    const nowMs = this.#nowMs();
    const cars = [...this.#shown].flatMap((driverId) => this.#city.mirror.carOf(driverId) ?? []);
    const drivers = cars.filter(this.#view.isOfInterest).map((car) => this.#view.show(car, nowMs));
    const snapshot = markShared<FleetUpdate>({ kind: "snapshot", drivers, gone: [] });
    this.#snapshot = snapshot;
    return snapshot;
  }

  /** What a watcher who had everything up to `known` is sent now; null when there is nothing new. */
  updateFor(tick: FleetTick, known: number): FleetUpdate | null {
    if (tick.sequence > this.#sequence) this.#advance(tick);
    if (known === this.#sequence) return null;
    if (known + 1 < this.#sequence || this.#delta === null) return this.snapshot();
    return this.#delta.drivers.length > 0 || this.#delta.gone.length > 0 ? this.#delta : null;
  }

  #advance(tick: FleetTick): void {
    if (tick.sequence !== this.#sequence + 1 || !this.#view.isCurrent()) {
      this.#view = this.#makeView();
      this.#begin();
      return;
    }
    this.#sequence = tick.sequence;
    this.#snapshot = null;
    this.#delta = markShared(this.#deltaOf(tick));
  }

  #begin(): void {
    const { mirror } = this.#city;
    const { bounds, isOfInterest, choose } = this.#view;
    const inReach = bounds === null ? mirror.cars() : mirror.carsAround(bounds);
    this.#shown = new Set(choose([...inReach].filter(isOfInterest)).map(({ driverId }) => driverId));
    this.#sequence = mirror.sequence;
    this.#snapshot = null;
    this.#delta = null;
  }

  #deltaOf(tick: FleetTick): FleetUpdate {
    const view = this.#view;
    const shown = this.#shown;
    const nowMs = this.#nowMs();
    const drivers: FleetCar[] = [];
    const gone: string[] = [];
    for (const driverId of shown) {
      const car = tick.changed.get(driverId);
      if (car !== undefined && view.isOfInterest(car)) drivers.push(view.show(car, nowMs));
      else if (car !== undefined || tick.gone.has(driverId)) {
        shown.delete(driverId);
        gone.push(view.keyOf(driverId));
      }
    }
    if (shown.size >= view.most) return { kind: "delta", drivers, gone };
    for (const car of view.bounds === null ? tick.changed.values() : tick.changedAround(view.bounds)) {
      if (shown.has(car.driverId) || !view.isOfInterest(car)) continue;
      shown.add(car.driverId);
      drivers.push(view.show(car, nowMs));
      if (shown.size >= view.most) break;
    }
    return { kind: "delta", drivers, gone };
  }
}
