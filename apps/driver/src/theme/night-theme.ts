import type { Theme } from "@atlas/ui/preferences";

const NIGHT_STARTS_AT = 18;
const NIGHT_ENDS_AT = 6;

/** The theme of a driver who has chosen none: dark from 18:00 to 6:00 in the city, else as the device is set. */
export function themeWithoutChoice(now: Date, timeZone: string): Theme {
  const hour = Number(new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hourCycle: "h23", timeZone }).format(now));
  return hour >= NIGHT_STARTS_AT || hour < NIGHT_ENDS_AT ? "dark" : "system";
}
