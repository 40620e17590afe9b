"use client";
import { useLocale } from "@atlas/ui/client/use-locale";
import { useReducedMotion } from "@atlas/ui/client/use-theme";
import { formatMoney, INTL_TAG } from "@atlas/ui/format";
import type { ReactNode } from "react";
import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";

export interface ChartBar {
  readonly key: string;
  /** Below the bar. */
  readonly label: string;
  /** Minor units, a decimal string. */
  readonly minor: string;
}

interface EarningsChartProps {
  /** What the chart shows, for who does not see it; the table below carries the figures. */
  readonly title: string;
  readonly bars: readonly ChartBar[];
  readonly currency: string;
}

const TICK = { fill: "var(--atlas-muted)", fontSize: 12, fontFamily: "inherit" };

/** Earnings as bars. Pixels may round, so amounts become numbers here and only here. */
export function EarningsChart({ title, bars, currency }: EarningsChartProps): ReactNode {
  const locale = useLocale();
  const isReduced = useReducedMotion();
  const compact = new Intl.NumberFormat(INTL_TAG[locale], { notation: "compact", maximumFractionDigits: 1 });
  const data = bars.map((bar) => ({ ...bar, height: Math.max(0, Number(bar.minor)) }));
  return (
    <div role="img" aria-label={title} className="h-56">
      <ResponsiveContainer width="100%" height="100%">
        <BarChart data={data} margin={{ top: 8, right: 0, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <XAxis
            dataKey="label"
            tick={TICK}
            tickLine={false}
            axisLine={{ stroke: "var(--atlas-line)" }}
            minTickGap={4}
          />
          <YAxis
            tick={TICK}
            tickLine={false}
            axisLine={false}
            width={48}
            tickCount={4}
            tickFormatter={(value: number) => compact.format(value)}
          />
          <Tooltip
            cursor={{ fill: "var(--atlas-sunken)" }}
            contentStyle={{
              background: "var(--atlas-raised)",
              border: "1px solid var(--atlas-line)",
              borderRadius: 10,
              color: "var(--atlas-ink)",
            }}
            itemStyle={{ color: "var(--atlas-ink)" }}
            formatter={(_value, _name, item) => [formatMoney(minorOf(item.payload), currency, locale), ""]}
            separator=""
          />
          <Bar
            dataKey="height"
            fill="var(--atlas-action)"
            radius={[4, 4, 0, 0]}
            maxBarSize={36}
            isAnimationActive={!isReduced}
            animationDuration={280}
          />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}

function minorOf(payload: unknown): string {
  const minor: unknown = typeof payload === "object" && payload !== null ? Reflect.get(payload, "minor") : null;
  return typeof minor === "string" ? minor : "0";
}
