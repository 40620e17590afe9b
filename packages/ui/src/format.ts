import { formatMoney as formatAmount, isCurrency } from "@atlas/core/money";

import type { Locale } from "./preferences.ts";

/** The BCP 47 tag that numbers and dates are formatted with: day before month in English too. */
export const INTL_TAG: Record<Locale, string> = { en: "en-GB", id: "id-ID" };

/**
 * Money as the wire carries it (minor units, a decimal string): `Rp 25.000` (id), `Rp 25,000` (en). A currency that Atlas does
 * not know is written as its code and the bare number. It never breaks across two lines.
 */
export function formatMoney(minor: string | bigint, currency: string, locale: Locale): string {
  const text = isCurrency(currency) ? formatAmount(BigInt(minor), currency, locale) : `${currency} ${minor}`;
  return text.replaceAll(" ", "\u00A0");
}

/** Metres as `850 m` or `7.2 km`. */
export function formatDistance(distanceM: number, locale: Locale): string {
  const isKilometres = distanceM >= 1000;
  return new Intl.NumberFormat(INTL_TAG[locale], {
    style: "unit",
    unit: isKilometres ? "kilometer" : "meter",
    unitDisplay: "short",
    maximumFractionDigits: isKilometres && distanceM < 20_000 ? 1 : 0,
  }).format(isKilometres ? distanceM / 1000 : Math.round(distanceM / 10) * 10);
}

/** Seconds as whole minutes, at least one: `4 min`, `1 h 12 min` (`4 mnt`, `1 j 12 mnt`). */
export function formatDuration(durationS: number, locale: Locale): string {
  const minutes = Math.max(1, Math.round(durationS / 60));
  const unit = locale === "id" ? { hour: "j", minute: "mnt" } : { hour: "h", minute: "min" };
  if (minutes < 60) return `${minutes} ${unit.minute}`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} ${unit.hour}${rest === 0 ? "" : ` ${rest} ${unit.minute}`}`;
}

/** Seconds left as `1:05`. */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export type InstantStyle = "time" | "seconds" | "date" | "day" | "dateTime" | "full";

const INSTANT_STYLES: Record<InstantStyle, Intl.DateTimeFormatOptions> = {
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  seconds: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
  date: { day: "numeric", month: "short", year: "numeric" },
  day: { weekday: "long", day: "numeric", month: "long" },
  dateTime: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  full: {
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  },
};

/** An instant in the city's time zone; `full` names the zone. */
export function formatInstant(at: string | Date, style: InstantStyle, locale: Locale, timeZone: string): string {
  return new Intl.DateTimeFormat(INTL_TAG[locale], { ...INSTANT_STYLES[style], timeZone }).format(new Date(at));
}

const RELATIVE_STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** `3 minutes ago`, `in 2 hours`; under five seconds `now`. */
export function formatRelative(at: string | Date, now: Date, locale: Locale): string {
  const seconds = Math.round((new Date(at).getTime() - now.getTime()) / 1000);
  const format = new Intl.RelativeTimeFormat(INTL_TAG[locale], { numeric: "auto", style: "short" });
  if (Math.abs(seconds) < 5) return format.format(0, "second");
  for (const [unit, size] of RELATIVE_STEPS) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(seconds, "second");
}
