import {
  CAR_STATES,
  decodeFleetFrame,
  stateOfCode,
  UNKNOWN_HEADING,
  vehicleTypeOfCode,
} from "@atlas/core/positions/fleet-frame";
import { VEHICLE_TYPES, type VehicleType } from "@atlas/core/vehicle";

import type { CarLook } from "./car-image.ts";
import type { MapPoint } from "./map-city.ts";
import { mercatorX, mercatorY } from "./mercator.ts";

/** What the gateway sends of a fleet; `watchFleetFrames` describes it. */
export interface FleetFrame {
  readonly kind: "snapshot" | "delta";
  readonly gone: readonly number[];
  readonly named: readonly (readonly [slot: number, key: string])[];
  readonly cars: string;
}

/** One car as it is now. */
export interface FleetCar extends MapPoint {
  readonly key: string;
  readonly vehicleType: VehicleType;
  readonly look: CarLook;
  readonly ageMs: number;
}

/** Which cars are shown. */
export interface FleetFilter {
  readonly looks: readonly CarLook[];
  readonly vehicleTypes: readonly VehicleType[];
}

export type LookCounts = Readonly<Record<CarLook, number>>;

const MICRO = 1e6;
const AGE_UNIT_MS = 100;
const HEADINGS_PER_DEG = 10;
const FIRST_CAPACITY = 256;
/** Every state of every vehicle. */
const CODES = Array.from({ length: CAR_STATES.length * VEHICLE_TYPES.length }, (_, code) => code);
const IS_AVAILABLE = CODES.map((code) => stateOfCode(code) === "available");

/** West, south, east, north. */
type Bounds = readonly [number, number, number, number];

/**
 * A fleet in columns, outside React: 10,000 cars that move once a second are written in place, and what draws them reads the columns.
 * Listeners are called after each change.
 */
export class FleetCars {
  readonly #slotOf = new Map<string, number>();
  readonly #listeners = new Set<() => void>();
  readonly #offered = new Set<string>();
  #keys: (string | null)[] = [];
  #lats = new Float64Array(FIRST_CAPACITY);
  #lngs = new Float64Array(FIRST_CAPACITY);
  #headings = new Float32Array(FIRST_CAPACITY);
  #codes = new Uint8Array(FIRST_CAPACITY);
  #measuredAtMs = new Float64Array(FIRST_CAPACITY);
  #revision = 0;
  #hasBegun = false;

  /** Grows with each change. */
  get revision(): number {
    return this.#revision;
  }

  /** False until the first snapshot. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  get size(): number {
    return this.#slotOf.size;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes a frame that came at `nowMs` of the device. */
  apply(frame: FleetFrame, nowMs: number): void {
    if (frame.kind === "snapshot") {
      this.#slotOf.clear();
      this.#keys = [];
      this.#hasBegun = true;
    }
    for (const slot of frame.gone) {
      const key = this.#keys[slot] ?? null;
      if (key !== null) this.#slotOf.delete(key);
      this.#keys[slot] = null;
    }
    for (const [slot, key] of frame.named) {
      this.#keys[slot] = key;
      this.#slotOf.set(key, slot);
    }
    const { slots, lats, lngs, ages, headings, codes } = decodeFleetFrame(frame.cars);
    this.#reserve(this.#keys.length);
    const [heldLats, heldLngs, heldHeadings] = [this.#lats, this.#lngs, this.#headings];
    const [heldCodes, heldMeasuredAtMs] = [this.#codes, this.#measuredAtMs];
    for (let row = 0; row < slots.length; row += 1) {
      const slot = slots[row] ?? 0;
      const heading = headings[row] ?? UNKNOWN_HEADING;
      heldLats[slot] = (lats[row] ?? 0) / MICRO;
      heldLngs[slot] = (lngs[row] ?? 0) / MICRO;
      // A car that stands does not say where to: it keeps looking where it looked.
      if (heading !== UNKNOWN_HEADING) heldHeadings[slot] = heading / HEADINGS_PER_DEG;
      heldCodes[slot] = codes[row] ?? 0;
      heldMeasuredAtMs[slot] = nowMs - (ages[row] ?? 0) * AGE_UNIT_MS;
    }
    this.#changed();
  }

  /** Forgets everything, until another snapshot comes. */
  clear(): void {
    this.#slotOf.clear();
    this.#keys = [];
    this.#hasBegun = false;
    this.#changed();
  }

  /** The drivers who are considering an offer now. */
  setOffered(keys: readonly string[]): void {
    if (keys.length === this.#offered.size && keys.every((key) => this.#offered.has(key))) return;
    this.#offered.clear();
    for (const key of keys) this.#offered.add(key);
    this.#changed();
  }

  /**
   * The slots of the cars within west, south, east and north that pass the filter, ascending: a car keeps its slot while it is on the map.
   * What is read by slot below holds until the next change.
   */
  slotsWithin([west, south, east, north]: Bounds, filter: FleetFilter): number[] {
    const { isShown, isOfferedShown } = shownCodes(filter);
    const [keys, lats, lngs, codes] = [this.#keys, this.#lats, this.#lngs, this.#codes];
    const hasOffers = this.#offered.size > 0;
    const slots: number[] = [];
    for (let slot = 0; slot < keys.length; slot += 1) {
      const key = keys[slot];
      if (key === null || key === undefined) continue;
      const lat = lats[slot] ?? 0;
      const lng = lngs[slot] ?? 0;
      if (lat < south || lat > north || lng < west || lng > east) continue;
      const code = codes[slot] ?? 0;
      const isOffered = hasOffers && IS_AVAILABLE[code] === true && this.#offered.has(key);
      if ((isOffered ? isOfferedShown : isShown)[code] === true) slots.push(slot);
    }
    return slots;
  }

  keyAt(slot: number): string {
    return this.#keys[slot] ?? "";
  }

  /** Web Mercator, 0 to 1. */
  xAt(slot: number): number {
    return mercatorX(this.#lngs[slot] ?? 0);
  }

  yAt(slot: number): number {
    return mercatorY(this.#lats[slot] ?? 0);
  }

  headingAt(slot: number): number {
    return this.#headings[slot] ?? 0;
  }

  vehicleTypeAt(slot: number): VehicleType {
    return vehicleTypeOfCode(this.#codes[slot] ?? 0);
  }

  lookAt(slot: number): CarLook {
    const state = stateOfCode(this.#codes[slot] ?? 0);
    return state === "available" && this.#isOffered(slot) ? "offered" : state;
  }

  slotOf(key: string): number | undefined {
    return this.#slotOf.get(key);
  }

  /** A car as it is at `nowMs` of the device; null when it is not on the map. */
  carOf(key: string, nowMs: number): FleetCar | null {
    const slot = this.#slotOf.get(key);
    if (slot === undefined) return null;
    return {
      key,
      lat: this.#lats[slot] ?? 0,
      lng: this.#lngs[slot] ?? 0,
      vehicleType: this.vehicleTypeAt(slot),
      look: this.lookAt(slot),
      ageMs: Math.max(0, nowMs - (this.#measuredAtMs[slot] ?? nowMs)),
    };
  }

  /** How many of these vehicles there are of each look. */
  countLooks(vehicleTypes: readonly VehicleType[]): LookCounts {
    const counts = { available: 0, offered: 0, busy: 0, offline: 0, stale: 0 };
    const byCode = new Uint32Array(CODES.length);
    const [keys, codes] = [this.#keys, this.#codes];
    for (let slot = 0; slot < keys.length; slot += 1) {
      const code = codes[slot] ?? 0;
      if (keys[slot] != null) byCode[code] = (byCode[code] ?? 0) + 1;
    }
    for (const code of CODES) {
      if (vehicleTypes.includes(vehicleTypeOfCode(code))) counts[stateOfCode(code)] += byCode[code] ?? 0;
    }
    for (const key of this.#offered) {
      const slot = this.#slotOf.get(key);
      if (slot === undefined || this.lookAt(slot) !== "offered" || !vehicleTypes.includes(this.vehicleTypeAt(slot)))
        continue;
      counts.available -= 1;
      counts.offered += 1;
    }
    return counts;
  }

  /** How many cars pass the filter within west, south, east and north, and the keys of the first `limit`. */
  within(
    bounds: Bounds,
    { limit, ...filter }: FleetFilter & { readonly limit: number },
  ): { readonly keys: readonly string[]; readonly count: number } {
    const slots = this.slotsWithin(bounds, filter);
    return { keys: slots.slice(0, limit).map((slot) => this.keyAt(slot)), count: slots.length };
  }

  #isOffered(slot: number): boolean {
    return this.#offered.size > 0 && this.#offered.has(this.keyAt(slot));
  }

  #reserve(slots: number): void {
    if (slots <= this.#lats.length) return;
    const capacity = Math.max(slots, 2 * this.#lats.length);
    const widened = <Column extends Float64Array | Float32Array | Uint8Array>(wide: Column, column: Column): Column => {
      wide.set(column);
      return wide;
    };
    this.#lats = widened(new Float64Array(capacity), this.#lats);
    this.#lngs = widened(new Float64Array(capacity), this.#lngs);
    this.#headings = widened(new Float32Array(capacity), this.#headings);
    this.#codes = widened(new Uint8Array(capacity), this.#codes);
    this.#measuredAtMs = widened(new Float64Array(capacity), this.#measuredAtMs);
  }

  #changed(): void {
    this.#revision += 1;
    for (const listener of this.#listeners) listener();
  }
}

/** What a filter lets through by code, without an offer and with one: worked out once, not for each car. */
function shownCodes({ looks, vehicleTypes }: FleetFilter): Record<"isShown" | "isOfferedShown", readonly boolean[]> {
  const isOfVehicles = CODES.map((code) => vehicleTypes.includes(vehicleTypeOfCode(code)));
  return {
    isShown: CODES.map((code) => isOfVehicles[code] === true && looks.includes(stateOfCode(code))),
    isOfferedShown: CODES.map((code) => isOfVehicles[code] === true && looks.includes("offered")),
  };
}
