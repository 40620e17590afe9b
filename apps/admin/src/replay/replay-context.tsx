"use client";
import { createContext, use, useMemo, type ReactNode } from "react";

import type { ReplaySource, ReplayStop } from "./replay-source.ts";
import type { Track } from "./track.ts";
import { type Playback, usePlayback } from "./use-playback.ts";

/** How many seconds go by in one, of a trip. */
const TRIP_SPEEDS: readonly number[] = [1, 4, 16, 60];

export interface Replay extends Playback {
  readonly track: Track;
  readonly stops: readonly ReplayStop[];
  /** What can be chosen. */
  readonly speeds: readonly number[];
}

export type ReplayState =
  | Exclude<ReplaySource, { readonly state: "ready" }>
  | { readonly state: "ready"; readonly replay: Replay };

const ReplayContext = createContext<ReplayState>({ state: "none" });

/** The replay of what the page shows. */
export function useReplay(): ReplayState {
  return use(ReplayContext);
}

/** The moment that is replayed, epoch milliseconds; null while nothing is replayed. */
export function useReplayMoment(): number | null {
  const replay = useReplay();
  return replay.state === "ready" ? replay.replay.atMs : null;
}

interface ReplayProviderProps {
  readonly source: ReplaySource;
  readonly speeds?: readonly number[];
  readonly children: ReactNode;
}

/** Keeps the moment of the replay, so that the map and the timeline move in step and the rest of the page stands still. */
export function ReplayProvider({ source, speeds = TRIP_SPEEDS, children }: ReplayProviderProps): ReactNode {
  const playback = usePlayback(source.state === "ready" ? source.track : null);
  const value = useMemo(
    (): ReplayState =>
      source.state === "ready"
        ? { state: "ready", replay: { track: source.track, stops: source.stops, speeds, ...playback } }
        : source,
    [source, speeds, playback],
  );
  return <ReplayContext value={value}>{children}</ReplayContext>;
}
