"use client";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { formatClock } from "../format.ts";
import { useNow } from "./use-now.ts";

interface CountdownRingProps {
  /** When it runs out. */
  readonly endsAt: string | Date;
  /** The whole span, of which the ring shows the rest. */
  readonly durationMs: number;
  readonly size?: number;
}

/** Time left as a number in a ring that empties; turns to the stop colour in the last fifth. */
export function CountdownRing({ endsAt, durationMs, size = 72 }: CountdownRingProps): ReactNode {
  const t = useTranslations("ui");
  const now = useNow(250);
  const leftMs = Math.max(0, new Date(endsAt).getTime() - now.getTime());
  const share = Math.min(1, leftMs / Math.max(1, durationMs));
  const seconds = Math.ceil(leftMs / 1000);
  const stroke = Math.max(4, size / 14);
  const radius = (size - stroke) / 2;
  const length = 2 * Math.PI * radius;
  return (
    <div
      role="timer"
      aria-label={t("secondsLeft", { seconds })}
      className={share < 0.2 ? "relative inline-flex text-stop" : "relative inline-flex text-action"}
      style={{ width: size, height: size }}
    >
      <svg width={size} height={size} className="-rotate-90" aria-hidden="true">
        <circle cx={size / 2} cy={size / 2} r={radius} fill="none" className="stroke-line" strokeWidth={stroke} />
        <circle
          cx={size / 2}
          cy={size / 2}
          r={radius}
          fill="none"
          stroke="currentColor"
          strokeWidth={stroke}
          strokeLinecap="round"
          strokeDasharray={length}
          strokeDashoffset={length * (1 - share)}
          className="transition-[stroke-dashoffset] duration-250 ease-linear"
        />
      </svg>
      <span
        className="figures absolute inset-0 flex items-center justify-center font-bold text-ink"
        style={{ fontSize: size * 0.28 }}
        aria-hidden="true"
      >
        {seconds >= 60 ? formatClock(seconds) : seconds}
      </span>
    </div>
  );
}
