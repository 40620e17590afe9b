"use client";
import { Button } from "@atlas/ui/button";
import { ErrorState } from "@atlas/ui/error-state";
import { Duration, Instant } from "@atlas/ui/figures";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { useMemo, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PlayerBar } from "./player-bar.tsx";
import { type Replay, useReplay } from "./replay-context.tsx";
import { gapsOf, placeAt, type Track } from "./track.ts";

const MS_PER_S = 1_000;
const KMH_PER_MPS = 3.6;

/** Under a map: play what is over again, at any moment and speed. */
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
          <p className="text-sm text-muted">{replay.text}</p>
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
  const t = useTranslations("replay");
  return (
    <section aria-label={t("title")} className="flex flex-col gap-2 border-t border-line p-3">
      {children}
    </section>
  );
}

function Player({ replay }: { readonly replay: Replay }): ReactNode {
  const t = useTranslations("replay");
  const { track, stops, speeds, atMs, seek } = replay;
  return (
    <>
      <PlayerBar playback={replay} span={track} speeds={speeds}>
        <Spans track={track} stops={stops} />
      </PlayerBar>
      <Moment track={track} atMs={atMs ?? track.startMs} />
      {stops.length > 0 ? (
        <ul aria-label={t("stops")} className="flex max-h-28 flex-wrap gap-2 overflow-y-auto">
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
  const t = useTranslations("replay");
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
