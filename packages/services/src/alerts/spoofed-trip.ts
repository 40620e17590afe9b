import type { SpoofSigns } from "@atlas/core/flags/spoofed-trip";
import type { AlertSubject, NewAlert } from "./raise-alert.ts";

/** A trip whose positions cannot all be true: one alert, even when two checks find it. */
export function spoofedTrip(about: AlertSubject, signs: SpoofSigns, passedAt: Date): NewAlert {
  const finding = { kind: "spoofed-trip" as const, details: signs };
  return { about, finding, episodeKey: `spoofed-trip:${about.orderId}`, passedAt };
}
