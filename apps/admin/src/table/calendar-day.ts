const DAY_MS = 86_400_000;

/** The day of the calendar of `timeZone` at an instant, `YYYY-MM-DD`. */
export function dayAt(now: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(now);
}

/** The hour of the clocks of `timeZone` at an instant, 0 to 23. */
export function hourAt(now: Date, timeZone: string): number {
  return Number(new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" }).format(now));
}

/** The hour before, of the day before where it has to be. */
export function hourBefore({ day, hour }: { readonly day: string; readonly hour: number }): {
  readonly day: string;
  readonly hour: number;
} {
  return hour > 0 ? { day, hour: hour - 1 } : { day: addDays(day, -1), hour: 23 };
}

/** The day so many days later. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Whether a text is a day of the calendar of this century, as the gateway takes one. */
export function isDay(text: string): boolean {
  return /^20\d\d-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && addDays(text, 0) === text;
}

export interface DayRange {
  /** Null: since ever. */
  readonly from: string | null;
  /** The last day of it; null: up to now. */
  readonly to: string | null;
}

export const RANGE_PRESETS = ["today", "yesterday", "week", "month"] as const;
export type RangePreset = (typeof RANGE_PRESETS)[number];

/** The last 7 or 30 days have today in them. */
export function presetRange(preset: RangePreset, today: string): DayRange {
  if (preset === "yesterday") return { from: addDays(today, -1), to: addDays(today, -1) };
  const daysBefore = { today: 0, week: 6, month: 29 }[preset];
  return { from: addDays(today, -daysBefore), to: today };
}
