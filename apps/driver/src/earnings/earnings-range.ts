import { startOfDayBefore, startOfWeekBefore } from "./start-of-day.ts";

export const BUCKETS = ["day", "week", "trip"] as const;
export type Bucket = (typeof BUCKETS)[number];

const DAYS = 14;
const WEEKS = 8;
const TRIP_DAYS = 30;

/** Since when each view of the earnings counts. */
export function rangeStart(bucket: Bucket, now: Date, timeZone: string): Date {
  switch (bucket) {
    case "day":
      return startOfDayBefore(now, DAYS - 1, timeZone);
    case "week":
      return startOfWeekBefore(now, WEEKS - 1, timeZone);
    case "trip":
      return startOfDayBefore(now, TRIP_DAYS - 1, timeZone);
  }
}

/** The starts of all days or weeks of a view, oldest first: days without a trip are shown as well. */
export function bucketStarts(bucket: "day" | "week", now: Date, timeZone: string): Date[] {
  const count = bucket === "day" ? DAYS : WEEKS;
  const before = bucket === "day" ? startOfDayBefore : startOfWeekBefore;
  return Array.from({ length: count }, (_, index) => before(now, count - 1 - index, timeZone));
}
