import { ROAD_CLASSES, type RoadClass } from "./road-class.ts";

/** Speed relative to `CLASS_SPEED_KPH` by local hour 0 … 23 on main roads; small streets feel four fifths of it. */
const WEEKDAY_FACTORS = [
  1.25, 1.3, 1.3, 1.3, 1.25, 1.1, 0.85, 0.68, 0.7, 0.8, 0.86, 0.86, 0.84, 0.86, 0.84, 0.78, 0.68, 0.6, 0.62, 0.72, 0.86,
  0.98, 1.1, 1.2,
] as const;
const WEEKEND_FACTORS = [
  1.2, 1.25, 1.3, 1.3, 1.3, 1.2, 1.1, 1.05, 1, 0.94, 0.88, 0.84, 0.84, 0.84, 0.82, 0.8, 0.78, 0.76, 0.76, 0.8, 0.88,
  0.98, 1.08, 1.15,
] as const;

/** Hours of a weekday, then those of a weekend day. */
export const TRAFFIC_SLOTS = 48;

const SMALL_SHARE = 0.8;
const SMALL_STREETS: readonly RoadClass[] = ["unclassified", "residential", "living_street", "service"];
const IS_SMALL = ROAD_CLASSES.map((roadClass) => SMALL_STREETS.includes(roadClass));

/** A weekday's noon, from which other hours differ least. The graph's landmarks are measured in it. */
export const REFERENCE_SLOT = 12;

/** Which traffic slot an instant falls into, in the city's own time (`Asia/Jakarta`). */
export function trafficSlotOf(instant: Date, timezone: string): number {
  const parts = formatterOf(timezone).formatToParts(instant);
  const hour = Number(parts.find((part) => part.type === "hour")?.value ?? 0) % 24;
  const weekday = parts.find((part) => part.type === "weekday")?.value;
  return weekday === "Sat" || weekday === "Sun" ? 24 + hour : hour;
}

/** How fast traffic moves on a class of road (its index in `ROAD_CLASSES`) in a slot; 1 is the class speed. */
export function speedFactor(slot: number, classIndex: number): number {
  const factor = slot < 24 ? WEEKDAY_FACTORS[slot] : WEEKEND_FACTORS[slot - 24];
  if (factor === undefined) throw new RangeError(`traffic slot ${slot} is not 0 … ${TRAFFIC_SLOTS - 1}`);
  return IS_SMALL[classIndex] === true ? 1 + (factor - 1) * SMALL_SHARE : factor;
}

/**
 * How much longer every route takes in a slot than in `REFERENCE_SLOT`, at the least: the smallest ratio over the classes, by
 * which a lower bound for the reference becomes one for the slot.
 */
export function leastSlowdown(slot: number): number {
  return Math.min(...ROAD_CLASSES.map((_, index) => speedFactor(REFERENCE_SLOT, index) / speedFactor(slot, index)));
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timezone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timezone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat("en-US", {
      timeZone: timezone,
      hour: "2-digit",
      hourCycle: "h23",
      weekday: "short",
    });
    formatters.set(timezone, formatter);
  }
  return formatter;
}
