"use client";
import { Select } from "@atlas/ui/field";
import { formatInstant } from "@atlas/ui/format";
import { IconButton } from "@atlas/ui/icon-button";
import { useLocale } from "@atlas/ui/client/use-locale";
import { useTimeZone } from "@atlas/ui/client/use-time-zone";
import { Pause, Play, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Playback, Span } from "./use-playback.ts";

const STEP_MS = 1_000;

interface PlayerBarProps {
  readonly playback: Playback;
  readonly span: Span;
  readonly speeds: readonly number[];
  /** Drawn over the scrubber, as wide as it. */
  readonly children: ReactNode;
}

/** Play and pause, the scrubber and the speed. */
export function PlayerBar({ playback, span, speeds, children }: PlayerBarProps): ReactNode {
  const t = useTranslations("replay");
  const locale = useLocale();
  const timeZone = useTimeZone();
  const { atMs, isPlaying, speed, seek, toggle, setSpeed, leave } = playback;
  const shownMs = atMs ?? span.startMs;
  return (
    <div className="flex items-center gap-3">
      <IconButton size="sm" label={t(isPlaying ? "pause" : "play")} onClick={toggle}>
        {isPlaying ? <Pause size={18} aria-hidden="true" /> : <Play size={18} aria-hidden="true" />}
      </IconButton>
      <div className="min-w-0 grow">
        {children}
        <input
          type="range"
          aria-label={t("moment")}
          aria-valuetext={formatInstant(new Date(shownMs), "seconds", locale, timeZone)}
          min={span.startMs}
          max={span.endMs}
          step={STEP_MS}
          value={shownMs}
          onChange={(event) => seek(event.currentTarget.valueAsNumber)}
          className="block h-6 w-full accent-action max-md:h-11"
        />
      </div>
      <Select
        label={t("speed")}
        isLabelHidden
        inputSize="sm"
        value={String(speed)}
        options={speeds.map((times) => ({ value: String(times), label: t("times", { times }) }))}
        onChange={({ target }) => setSpeed(Number(target.value))}
      />
      {atMs === null ? null : (
        <IconButton size="sm" label={t("leave")} onClick={leave}>
          <X size={18} aria-hidden="true" />
        </IconButton>
      )}
    </div>
  );
}
