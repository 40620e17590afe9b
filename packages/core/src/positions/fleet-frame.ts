import { VEHICLE_TYPES, type VehicleType } from "../vehicle.ts";

/** What a car on the map is doing. */
export const CAR_STATES = ["available", "busy", "offline", "stale"] as const;
export type CarState = (typeof CAR_STATES)[number];

/** One car of a frame. Its slot stands for its key, which is sent only once. */
export interface FrameCar {
  readonly slot: number;
  readonly lat: number;
  readonly lng: number;
  readonly headingDeg: number | null;
  readonly vehicleType: VehicleType;
  readonly state: CarState;
  readonly ageMs: number;
}

/** The cars of a frame in columns; row n of each is one car. */
export interface FrameColumns {
  readonly slots: Uint32Array;
  /** Microdegrees. */
  readonly lats: Int32Array;
  readonly lngs: Int32Array;
  /** Tenths of a second. */
  readonly ages: Uint16Array;
  /** Tenths of a degree, `UNKNOWN_HEADING` where the phone does not know. */
  readonly headings: Uint16Array;
  /** State and vehicle type: `carCode`. */
  readonly codes: Uint8Array;
}

export const UNKNOWN_HEADING = 0xffff;
const MAX_AGE = 0xffff;
const MICRO = 1e6;
const TENTHS = 10;
const AGE_UNIT_MS = 100;
const BYTES_PER_CAR = 17;

/** State and vehicle type in one number: those of a vehicle type follow one another in the order of `CAR_STATES`. */
export function carCode(state: CarState, vehicleType: VehicleType): number {
  return VEHICLE_TYPES.indexOf(vehicleType) * CAR_STATES.length + CAR_STATES.indexOf(state);
}

export function stateOfCode(code: number): CarState {
  return CAR_STATES[code % CAR_STATES.length] ?? "offline";
}

export function vehicleTypeOfCode(code: number): VehicleType {
  return VEHICLE_TYPES[Math.floor(code / CAR_STATES.length)] ?? VEHICLE_TYPES[0];
}

/**
 * Cars as operators' maps get them: 17 bytes each, column after column, little-endian. Slot (uint32), latitude and longitude in
 * microdegrees (int32), age and heading in tenths of a second and a degree (uint16), state and vehicle type (uint8). A map reads a column as it
 * lies there, without an object per car.
 */
export function encodeFleetFrame(cars: readonly FrameCar[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(cars.length * BYTES_PER_CAR);
  const columns = columnsOf(bytes.buffer, cars.length);
  for (const [row, car] of cars.entries()) {
    columns.slots[row] = car.slot;
    columns.lats[row] = Math.round(car.lat * MICRO);
    columns.lngs[row] = Math.round(car.lng * MICRO);
    columns.ages[row] = Math.min(MAX_AGE, Math.max(0, Math.round(car.ageMs / AGE_UNIT_MS)));
    columns.headings[row] = car.headingDeg === null ? UNKNOWN_HEADING : Math.round(car.headingDeg * TENTHS);
    columns.codes[row] = carCode(car.state, car.vehicleType);
  }
  return bytes;
}

/**
 * Reads what `encodeFleetFrame` wrote, in base64 as it goes over the wire.
 * @throws RangeError for what has not the length of whole cars
 */
export function decodeFleetFrame(base64: string): FrameColumns {
  const bytes = bytesOf(base64);
  if (bytes.length % BYTES_PER_CAR !== 0) throw new RangeError("not a frame of whole cars");
  return columnsOf(bytes.buffer, bytes.length / BYTES_PER_CAR);
}

/** By the browser itself, since 2025; before, and in Node, through a text. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const native: Partial<Uint8ArrayConstructor> = Uint8Array;
  return native.fromBase64?.(base64) ?? Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** The wide columns come first, so that each lies where its numbers may begin. Every browser's machine is little-endian. */
function columnsOf(buffer: ArrayBuffer, cars: number): FrameColumns {
  return {
    slots: new Uint32Array(buffer, 0, cars),
    lats: new Int32Array(buffer, 4 * cars, cars),
    lngs: new Int32Array(buffer, 8 * cars, cars),
    ages: new Uint16Array(buffer, 12 * cars, cars),
    headings: new Uint16Array(buffer, 14 * cars, cars),
    codes: new Uint8Array(buffer, 16 * cars, cars),
  };
}
