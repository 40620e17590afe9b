import { destination, type LatLng } from "@atlas/core/geo";
import type { ReplayTrip } from "@atlas/core/matching/replay-day";
import { isInServiceArea, type ServiceArea } from "@atlas/core/service-area";

interface Quarter extends LatLng {
  /** Where people start in the morning and end in the evening. */
  readonly homes: number;
  /** The other way round. */
  readonly work: number;
}

/** Where Jakarta lives and works, roughly. Invented weights: this is synthetic demand, not data. */
const QUARTERS: readonly Quarter[] = [
  { lat: -6.1754, lng: 106.8272, homes: 1, work: 4 },
  { lat: -6.2088, lng: 106.8228, homes: 1, work: 6 },
  { lat: -6.2297, lng: 106.8097, homes: 1, work: 6 },
  { lat: -6.2446, lng: 106.798, homes: 2, work: 3 },
  { lat: -6.1352, lng: 106.8133, homes: 3, work: 2 },
  { lat: -6.1582, lng: 106.9086, homes: 4, work: 2 },
  { lat: -6.169, lng: 106.788, homes: 3, work: 2 },
  { lat: -6.1751, lng: 106.73, homes: 5, work: 1 },
  { lat: -6.2146, lng: 106.8845, homes: 5, work: 1 },
  { lat: -6.2615, lng: 106.8106, homes: 4, work: 2 },
  { lat: -6.2922, lng: 106.7993, homes: 5, work: 2 },
  { lat: -6.3024, lng: 106.8951, homes: 4, work: 1 },
  { lat: -6.265, lng: 106.855, homes: 4, work: 1 },
];

/** Requests by hour of the day, relative. */
const BY_HOUR = [1, 1, 1, 1, 2, 5, 9, 10, 8, 6, 5, 6, 7, 6, 6, 6, 8, 10, 10, 8, 6, 4, 3, 2];
const SPREAD_M = 1_500;

export interface SyntheticDayOptions {
  readonly area: ServiceArea;
  readonly trips: number;
  readonly random: () => number;
  /** Hours of the day, the last one not included. */
  readonly fromHour: number;
  readonly toHour: number;
}

/** A synthetic day of demand: commuters between quarters in the rush hours, everybody everywhere otherwise. */
export function syntheticDay({ area, trips, random, fromHour, toHour }: SyntheticDayOptions): ReplayTrip[] {
  const hours = BY_HOUR.map((weight, hour) => ({ hour, weight: hour >= fromHour && hour < toHour ? weight : 0 }));
  const pointAround = (quarter: LatLng): LatLng => {
    for (;;) {
      const point = destination(quarter, random() * 360, Math.sqrt(-2 * Math.log(1 - random())) * SPREAD_M);
      if (isInServiceArea(area, point)) return point;
    }
  };
  return Array.from({ length: trips }, (): ReplayTrip => {
    const { hour } = pick(hours, ({ weight }) => weight, random);
    const [from, to] = weightsAt(hour);
    const start = pick(QUARTERS, from, random);
    const end = pick(QUARTERS, (quarter) => (quarter === start ? to(quarter) / 4 : to(quarter)), random);
    const tS = hour * 3_600 + Math.floor(random() * 3_600);
    return { tS, pickup: pointAround(start), dropoff: pointAround(end) };
  }).toSorted((a, b) => a.tS - b.tS);
}

function weightsAt(hour: number): [(quarter: Quarter) => number, (quarter: Quarter) => number] {
  const homes = (quarter: Quarter): number => quarter.homes;
  const work = (quarter: Quarter): number => quarter.work;
  if (hour >= 5 && hour < 10) return [homes, work];
  return hour >= 16 && hour < 20 ? [work, homes] : [(quarter) => quarter.homes + quarter.work, homes];
}

function pick<T>(items: readonly T[], weightOf: (item: T) => number, random: () => number): T {
  let left = random() * items.reduce((sum, item) => sum + weightOf(item), 0);
  for (const item of items) {
    left -= weightOf(item);
    if (left < 0) return item;
  }
  const last = items.at(-1);
  if (last === undefined) throw new RangeError("nothing to pick from");
  return last;
}
