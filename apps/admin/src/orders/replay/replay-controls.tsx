"use client";
import { Button } from "@atlas/ui/button";
import { ErrorState } from "@atlas/ui/error-state";
import { Select } from "@atlas/ui/field";
import { Duration, Instant } from "@atlas/ui/figures";
import { formatInstant } from "@atlas/ui/format";
import { IconButton } from "@atlas/ui/icon-button";
import { useLocale } from "@atlas/ui/client/use-locale";
import { useTimeZone } from "@atlas/ui/client/use-time-zone";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { Pause, Play, X } from "lucide-react";
import { useMemo, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { type Replay, SPEEDS, useReplay } from "./replay-context.tsx";
import { gapsOf, placeAt, type Track } from "./track.ts";

const MS_PER_S = 1_000;
const KMH_PER_MPS = 3.6;

/** Under the map of an order whose trip has ended: play it again, at any moment and speed. */
export function ReplayControls(): ReactNode {
  const t = useTranslations();
  const replay = useReplay();
  switch (replay.state) {
    case "none":
      return null;
    case "loading":
      return (
        <Frame>
          <SkeletonRows rows={1} label={t("ui.loading")} />
        </Frame>
      );
    case "empty":
      return (
        <Frame>
          <p className="text-sm text-muted">{t("orders.replay.empty")}</p>
        </Frame>
      );
    case "failed":
      return (
        <Frame>
          <ErrorState error={replay.error} onRetry={replay.retry} />
        </Frame>
      );
    case "ready":
      return (
        <Frame>
          <Player replay={replay.replay} />
        </Frame>
      );
  }
}

function Frame({ children }: { readonly children: ReactNode }): ReactNode {
  const t = useTranslations("orders.replay");
  return (
    <section aria-label={t("title")} className="flex flex-col gap-2 border-t border-line p-3">
      {children}
    </section>
  );
}

function Player({ replay }: { readonly replay: Replay }): ReactNode {
  const t = useTranslations("orders.replay");
  const locale = useLocale();
  const timeZone = useTimeZone();
  const { track, stops, atMs, isPlaying, speed, seek, toggle, setSpeed, leave } = replay;
  const shownMs = atMs ?? track.startMs;
  const speeds = SPEEDS.map((times) => ({ value: String(times), label: t("times", { times }) }));
  return (
    <>
      <div className="flex items-center gap-3">
        <IconButton size="sm" label={t(isPlaying ? "pause" : "play")} onClick={toggle}>
          {isPlaying ? <Pause size={18} aria-hidden="true" /> : <Play size={18} aria-hidden="true" />}
        </IconButton>
        <div className="min-w-0 grow">
          <Spans track={track} stops={stops} />
          <input
            type="range"
            aria-label={t("moment")}
            aria-valuetext={formatInstant(new Date(shownMs), "seconds", locale, timeZone)}
            min={track.startMs}
            max={track.endMs}
            step={MS_PER_S}
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
          options={speeds}
          onChange={({ target }) => setSpeed(SPEEDS.find((times) => String(times) === target.value) ?? speed)}
        />
        {atMs === null ? null : (
          <IconButton size="sm" label={t("leave")} onClick={leave}>
            <X size={18} aria-hidden="true" />
          </IconButton>
        )}
      </div>
      <Moment track={track} atMs={shownMs} />
      {stops.length > 0 ? (
        <ul aria-label={t("stops")} className="flex flex-wrap gap-2">
          {stops.map(({ startedAt, durationS }) => (
            <li key={startedAt}>
              <Button size="sm" onClick={() => seek(Date.parse(startedAt))}>
                {t("stop")} <Duration seconds={durationS} /> · <Instant at={startedAt} format="time" />
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}

/** What is known of the moment: the time to the second, and how fast the car went. */
function Moment({ track, atMs }: { readonly track: Track; readonly atMs: number }): ReactNode {
  const t = useTranslations("orders.replay");
  const { speedMps, isGap } = placeAt(track, atMs);
  return (
    <p className="flex flex-wrap gap-x-3 text-sm">
      <span className="font-semibold">
        <Instant at={new Date(atMs)} format="seconds" />
      </span>
      {isGap ? (
        <span className="text-warn">{t("gap")}</span>
      ) : speedMps === null ? null : (
        <span className="figures text-muted">{t("kmh", { speed: Math.round(speedMps * KMH_PER_MPS) })}</span>
      )}
    </p>
  );
}

/** Over the scrubber: where the car stood, and where nothing is known. The same in words stands below. */
function Spans({ track, stops }: { readonly track: Track; readonly stops: Replay["stops"] }): ReactNode {
  const { startMs, endMs } = track;
  // Drawn with every frame of a replay, over a track of thousands of points.
  const gaps = useMemo(() => gapsOf(track), [track]);
  const place = (fromMs: number, toMs: number): { left: string; width: string } => ({
    left: `${(100 * (fromMs - startMs)) / (endMs - startMs)}%`,
    width: `${(100 * (toMs - fromMs)) / (endMs - startMs)}%`,
  });
  return (
    <div aria-hidden="true" className="relative h-1.5 overflow-hidden rounded-full bg-sunken">
      {stops.map(({ startedAt, durationS }) => {
        const fromMs = Date.parse(startedAt);
        return (
          <span
            key={startedAt}
            className="absolute inset-y-0 min-w-0.5 bg-control"
            style={place(fromMs, fromMs + durationS * MS_PER_S)}
          />
        );
      })}
      {gaps.map(({ fromMs, toMs }) => (
        <span key={fromMs} className="absolute inset-y-0 min-w-0.5 bg-warn" style={place(fromMs, toMs)} />
      ))}
    </div>
  );
}
