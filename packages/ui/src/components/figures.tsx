"use client";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useLocale } from "../client/use-locale.ts";
import { useTimeZone } from "../client/use-time-zone.ts";
import {
  formatDistance,
  formatDuration,
  formatInstant,
  formatMoney,
  formatRelative,
  type InstantStyle,
} from "../format.ts";
import { useNow } from "./use-now.ts";

interface MoneyProps {
  /** Minor units as the wire carries them, a decimal string. */
  readonly minor: string;
  readonly currency: string;
  /** `in` and `out` put a sign before the amount, `in` in the go colour. */
  readonly direction?: "in" | "out";
}

/** Money in tabular numerals: `Rp 25.000`. */
export function Money({ minor, currency, direction }: MoneyProps): ReactNode {
  const locale = useLocale();
  const sign = direction === "in" ? "+" : direction === "out" ? "−" : "";
  return (
    <span className={direction === "in" ? "figures whitespace-nowrap text-go" : "figures whitespace-nowrap"}>
      {sign}
      {formatMoney(minor, currency, locale)}
    </span>
  );
}

/** Seconds as `4 min` or `1 h 12 min`. */
export function Duration({ seconds }: { readonly seconds: number }): ReactNode {
  const locale = useLocale();
  return <span className="figures whitespace-nowrap">{formatDuration(seconds, locale)}</span>;
}

/** Metres as `850 m` or `7.2 km`; an estimate is marked with `≈`. */
export function Distance({
  metres,
  isEstimate = false,
}: {
  readonly metres: number;
  readonly isEstimate?: boolean;
}): ReactNode {
  const locale = useLocale();
  const t = useTranslations("ui");
  return (
    <span className="figures whitespace-nowrap" title={isEstimate ? t("estimate") : undefined}>
      {isEstimate ? "≈ " : ""}
      {formatDistance(metres, locale)}
    </span>
  );
}

/** An instant in the city's time zone. */
export function Instant({
  at,
  format = "dateTime",
}: {
  readonly at: string | Date;
  readonly format?: InstantStyle;
}): ReactNode {
  const locale = useLocale();
  const timeZone = useTimeZone();
  return (
    <time
      dateTime={new Date(at).toISOString()}
      // A whole date with its zone is wider than a card on a phone.
      className={format === "full" ? "figures" : "figures whitespace-nowrap"}
    >
      {formatInstant(at, format, locale, timeZone)}
    </time>
  );
}

/** How long ago, renewed every five seconds. */
export function RelativeTime({ at }: { readonly at: string | Date }): ReactNode {
  const locale = useLocale();
  const now = useNow(5000);
  return (
    <time dateTime={new Date(at).toISOString()} className="figures whitespace-nowrap">
      {formatRelative(at, now, locale)}
    </time>
  );
}
