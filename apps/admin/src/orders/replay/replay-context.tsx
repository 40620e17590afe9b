"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { useRpc } from "@atlas/features/rpc";
import { skipToken, useQuery } from "@tanstack/react-query";
import { createContext, use, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from "react";

import { type Track, trackOf } from "./track.ts";

type Stop = NonNullable<RouterOutputs["order"]["track"]["summary"]>["stops"][number];

/** How many seconds of the trip go by in one. */
export const SPEEDS = [1, 4, 16, 60] as const;
export type Speed = (typeof SPEEDS)[number];
const DEFAULT_SPEED: Speed = 16;

export interface Replay {
  readonly track: Track;
  readonly stops: readonly Stop[];
  /** The moment in sight, epoch milliseconds; null until somebody has begun to replay. */
  readonly atMs: number | null;
  readonly isPlaying: boolean;
  readonly speed: Speed;
  readonly seek: (atMs: number) => void;
  /** Begins, stops and goes on; from the end it begins again. */
  readonly toggle: () => void;
  readonly setSpeed: (speed: Speed) => void;
  /** Back to the order as it is now. */
  readonly leave: () => void;
}

export type ReplayState =
  | { readonly state: "none" | "loading" | "empty" }
  | { readonly state: "failed"; readonly error: unknown; readonly retry: () => void }
  | { readonly state: "ready"; readonly replay: Replay };

const ReplayContext = createContext<ReplayState>({ state: "none" });

/** The replay of the order that the page shows. */
export function useReplay(): ReplayState {
  return use(ReplayContext);
}

/** The moment that is replayed, epoch milliseconds; null while the order is shown as it is now. */
export function useReplayMoment(): number | null {
  const replay = useReplay();
  return replay.state === "ready" ? replay.replay.atMs : null;
}

interface ReplayProviderProps {
  readonly orderId: string;
  /** Whether the trip has started and ended: before that there is nothing to replay. */
  readonly hasTrack: boolean;
  readonly children: ReactNode;
}

/** Keeps the moment of the replay, so that the map and the timeline move in step and the rest of the page stands still. */
export function ReplayProvider({ orderId, hasTrack, children }: ReplayProviderProps): ReactNode {
  const rpc = useRpc();
  const query = useQuery(
    rpc.order.track.queryOptions(hasTrack ? { orderId } : skipToken, {
      staleTime: Infinity,
      refetchOnReconnect: false,
    }),
  );
  const { data, error, refetch } = query;
  const track = useMemo(() => (data ? trackOf(data.points) : null), [data]);
  const playback = usePlayback(track);
  const value = useMemo((): ReplayState => {
    if (!hasTrack) return { state: "none" };
    if (track !== null) return { state: "ready", replay: { track, stops: data?.summary?.stops ?? [], ...playback } };
    if (data) return { state: "empty" };
    return error ? { state: "failed", error, retry: () => void refetch() } : { state: "loading" };
  }, [hasTrack, track, data, error, refetch, playback]);
  return <ReplayContext value={value}>{children}</ReplayContext>;
}

function usePlayback(track: Track | null): Omit<Replay, "track" | "stops"> {
  const [atMs, setAtMs] = useState<number | null>(null);
  const [isPlaying, setIsPlaying] = useState(false);
  const [speed, setSpeed] = useState<Speed>(DEFAULT_SPEED);
  const moment = useRef<number | null>(null);
  const show = useCallback((next: number | null) => {
    moment.current = next;
    setAtMs(next);
  }, []);

  useEffect(() => {
    if (!isPlaying || track === null) return;
    let before = performance.now();
    let frame = requestAnimationFrame(function step(now) {
      const next = Math.min(track.endMs, (moment.current ?? track.startMs) + (now - before) * speed);
      before = now;
      show(next);
      if (next >= track.endMs) setIsPlaying(false);
      else frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [isPlaying, speed, track, show]);

  return useMemo(
    () => ({
      atMs,
      isPlaying,
      speed,
      setSpeed,
      seek: show,
      toggle: () => {
        if (track === null) return;
        if (!isPlaying && (moment.current === null || moment.current >= track.endMs)) show(track.startMs);
        setIsPlaying(!isPlaying);
      },
      leave: () => {
        setIsPlaying(false);
        show(null);
      },
    }),
    [atMs, isPlaying, speed, track, show],
  );
}
