import { encodeFleetFrame, type FrameCar } from "@atlas/core/positions/fleet-frame";
import { markShared } from "../../messaging/shared-view.ts";
import type { FleetTick, LiveCar } from "./fleet-mirror.ts";
import { shownState, shownVehicle } from "./fleet-view.ts";
import type { WatchedCity } from "./position-feed.ts";

/** A city's whole fleet as an operator's map gets it. */
export interface FleetFrame {
  readonly kind: "snapshot" | "delta";
  /** Slots of cars that left the map; read before `named`, which may give them to others. */
  readonly gone: readonly number[];
  /** New cars: the slot by which frames call them from now on, and the driver's id. */
  readonly named: readonly (readonly [slot: number, driverId: string])[];
  /** Cars that are new, moved or changed: `encodeFleetFrame`, in base64. */
  readonly cars: string;
}

/**
 * The whole fleet of a city for all operators of this process: each tick is encoded once. Drivers' ids are long and do not change, so each
 * car is known by a slot.
 */
export class FrameChannel {
  readonly #city: WatchedCity;
  readonly #nowMs: () => number;
  readonly #slots = new Map<string, number>();
  #free: number[] = [];
  #sequence = 0;
  /** Of the newest tick; null when the channel began anew with it. */
  #delta: FleetFrame | null = null;
  #snapshot: FleetFrame | null = null;

  constructor(city: WatchedCity, nowMs: () => number) {
    this.#city = city;
    this.#nowMs = nowMs;
    this.#begin();
  }

  /** Counts up with the city's ticks. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Everything on the map, for a watcher who joins or fell behind. */
  snapshot(): FleetFrame {
    if (this.#snapshot !== null) return this.#snapshot;
    const named: [number, string][] = [];
    const cars: FrameCar[] = [];
    for (const [driverId, slot] of this.#slots) {
      const car = this.#city.mirror.carOf(driverId);
      // One that has left since the last tick is gone with the next.
      if (car === undefined) continue;
      named.push([slot, driverId]);
      cars.push(this.#show(car, slot));
    }
    const snapshot = markShared<FleetFrame>({ kind: "snapshot", gone: [], named, cars: encoded(cars) });
    this.#snapshot = snapshot;
    return snapshot;
  }

  /** What a watcher who had everything up to `known` is sent now; null when there is nothing new. */
  updateFor(tick: FleetTick, known: number): FleetFrame | null {
    if (tick.sequence > this.#sequence) this.#advance(tick);
    if (known === this.#sequence) return null;
    return known + 1 < this.#sequence || this.#delta === null ? this.snapshot() : this.#delta;
  }

  #advance(tick: FleetTick): void {
    if (tick.sequence !== this.#sequence + 1) {
      this.#begin();
      return;
    }
    this.#sequence = tick.sequence;
    this.#snapshot = null;
    this.#delta = markShared(this.#deltaOf(tick));
  }

  #begin(): void {
    this.#slots.clear();
    this.#free = [];
    for (const { driverId } of this.#city.mirror.cars()) this.#slots.set(driverId, this.#slots.size);
    this.#sequence = this.#city.mirror.sequence;
    this.#snapshot = null;
    this.#delta = null;
  }

  #deltaOf(tick: FleetTick): FleetFrame {
    const gone: number[] = [];
    for (const driverId of tick.gone) {
      const slot = this.#slots.get(driverId);
      if (slot === undefined) continue;
      this.#slots.delete(driverId);
      this.#free.push(slot);
      gone.push(slot);
    }
    const named: [number, string][] = [];
    const cars: FrameCar[] = [];
    for (const car of tick.changed.values()) {
      const known = this.#slots.get(car.driverId);
      const slot = known ?? this.#takeSlot();
      if (known === undefined) {
        this.#slots.set(car.driverId, slot);
        named.push([slot, car.driverId]);
      }
      cars.push(this.#show(car, slot));
    }
    return { kind: "delta", gone, named, cars: encoded(cars) };
  }

  #takeSlot(): number {
    // Those in use and those that are free are all that were ever given out.
    return this.#free.pop() ?? this.#slots.size;
  }

  #show(car: LiveCar, slot: number): FrameCar {
    return {
      slot,
      lat: car.lat,
      lng: car.lng,
      headingDeg: car.headingDeg,
      vehicleType: shownVehicle(car),
      state: shownState(car),
      ageMs: Math.max(0, this.#nowMs() - car.seenAtMs),
    };
  }
}

function encoded(cars: readonly FrameCar[]): string {
  return Buffer.from(encodeFleetFrame(cars).buffer).toString("base64");
}
