const DAY_MS = 86_400_000;

/** Midnight before `at` as the clocks of `timeZone` show it. */
export function startOfDay(at: Date, timeZone: string): Date {
  const midnightAsUtcMs = Math.floor((at.getTime() + offsetMs(at, timeZone)) / DAY_MS) * DAY_MS;
  // The offset at midnight may differ from the one at `at` (summer time).
  const guess = new Date(midnightAsUtcMs - offsetMs(at, timeZone));
  return new Date(midnightAsUtcMs - offsetMs(guess, timeZone));
}

/** Midnight `days` days before the day of `at`. */
export function startOfDayBefore(at: Date, days: number, timeZone: string): Date {
  // Noon keeps clear of the hour that summer time adds or takes.
  const noon = startOfDay(at, timeZone).getTime() + DAY_MS / 2;
  return startOfDay(new Date(noon - days * DAY_MS), timeZone);
}

/** Midnight of the Monday of the week `weeks` weeks before `at`. */
export function startOfWeekBefore(at: Date, weeks: number, timeZone: string): Date {
  const local = new Date(at.getTime() + offsetMs(at, timeZone));
  const sinceMonday = (local.getUTCDay() + 6) % 7;
  return startOfDayBefore(at, sinceMonday + weeks * 7, timeZone);
}

/** What the zone's clocks are ahead of UTC at an instant, ms. */
function offsetMs(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((each) => each.type === type)?.value);
  const localMs = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return localMs - Math.floor(at.getTime() / 1000) * 1000;
}
