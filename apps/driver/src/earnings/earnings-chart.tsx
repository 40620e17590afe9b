"use client";
import { CURRENCIES, isCurrency } from "@atlas/core/money";
import { classNames } from "@atlas/ui/class-names";
import { useLocale } from "@atlas/ui/client/use-locale";
import { formatMoney, INTL_TAG } from "@atlas/ui/format";
import type { ReactNode } from "react";
import { axisTicks } from "./axis-ticks.ts";

export interface ChartBar {
  readonly key: string;
  /** Below the bar. */
  readonly label: string;
  /** Minor units, a decimal string. */
  readonly minor: string;
}

interface EarningsChartProps {
  /** What the chart shows, for people who cannot see it; the table below carries the numbers. */
  readonly title: string;
  readonly bars: readonly ChartBar[];
  readonly currency: string;
}

/** Up to so many bars each has its label; of more, every so many-th, counted from the newest. */
const MAX_LABELS = 8;

/** Earnings as bars. Pixels may round, so amounts become numbers here and only here. */
export function EarningsChart({ title, bars, currency }: EarningsChartProps): ReactNode {
  const locale = useLocale();
  const compact = new Intl.NumberFormat(INTL_TAG[locale], { notation: "compact", maximumFractionDigits: 1 });
  const minorPerUnit = isCurrency(currency) ? 10 ** CURRENCIES[currency].exponent : 1;
  const heights = bars.map(({ minor }) => Math.max(0, Number(minor) / minorPerUnit));
  const ticks = axisTicks(Math.max(0, ...heights));
  const top = ticks.at(-1) || 1;
  const labelEvery = Math.ceil(bars.length / MAX_LABELS);
  const share = (value: number): string => `${(value / top) * 100}%`;
  return (
    <div role="img" aria-label={title} className="flex h-56 flex-col text-xs text-muted">
      <div className="relative mt-5 ml-12 flex min-h-0 flex-1 items-end border-b border-line">
        {ticks.map((tick) => (
          <span
            key={tick}
            className="absolute right-full mr-2 translate-y-1/2 whitespace-nowrap tabular-nums"
            style={{ bottom: share(tick) }}
          >
            {compact.format(tick)}
          </span>
        ))}
        {bars.map(({ key, minor }, index) => (
          <div key={key} className="group relative flex h-full flex-1 items-end justify-center hover:bg-sunken">
            <div
              className="w-3/5 max-w-9 rounded-t-sm bg-action motion-safe:transition-[height]"
              style={{ height: share(heights[index] ?? 0) }}
            />
            <span
              className={classNames(
                "pointer-events-none absolute bottom-full hidden rounded-sm bg-raised px-1 whitespace-nowrap text-ink group-hover:block",
                // A wide amount keeps clear of the axis and within the card.
                index === 0 && "left-0",
                index === bars.length - 1 && "right-0",
              )}
            >
              {formatMoney(minor, currency, locale)}
            </span>
          </div>
        ))}
      </div>
      <div className="ml-12 flex pt-1">
        {bars.map(({ key, label }, index) => (
          // Wider than its bar, a label stands over both its edges.
          <span key={key} className="flex min-w-0 flex-1 justify-center whitespace-nowrap">
            {(bars.length - 1 - index) % labelEvery === 0 ? label : null}
          </span>
        ))}
      </div>
    </div>
  );
}
