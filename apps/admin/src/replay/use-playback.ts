import { useCallback, useEffect, useMemo, useRef, useState } from "react";

const DEFAULT_SPEED = 16;

/** Epoch milliseconds. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

export interface Playback {
  /** The moment in sight, epoch milliseconds; null until somebody has begun to replay. */
  readonly atMs: number | null;
  readonly isPlaying: boolean;
  /** How many seconds go by in one. */
  readonly speed: number;
  readonly seek: (atMs: number) => void;
  /** Begins, stops and goes on; from the end it begins again. */
  readonly toggle: () => void;
  readonly setSpeed: (speed: number) => void;
  /** Back to what the page shows without a replay. */
  readonly leave: () => void;
}

/** Goes through a span of the past; from its end it begins again. Null while there is none yet. */
export function usePlayback(span: Span | null): Playback {
  const [atMs, setAtMs] = useState<number | null>(null);
  const [isPlaying, setIsPlaying] = useState(false);
  const [speed, setSpeed] = useState(DEFAULT_SPEED);
  const moment = useRef<number | null>(null);
  const show = useCallback((next: number | null) => {
    moment.current = next;
    setAtMs(next);
  }, []);

  useEffect(() => {
    if (!isPlaying || span === null) return;
    let before = performance.now();
    let frame = requestAnimationFrame(function step(now) {
      const next = Math.min(span.endMs, (moment.current ?? span.startMs) + (now - before) * speed);
      before = now;
      show(next);
      if (next >= span.endMs) setIsPlaying(false);
      else frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [isPlaying, speed, span, show]);

  return useMemo(
    () => ({
      atMs,
      isPlaying,
      speed,
      setSpeed,
      seek: show,
      toggle: () => {
        if (span === null) return;
        if (!isPlaying && (moment.current === null || moment.current >= span.endMs)) show(span.startMs);
        setIsPlaying(!isPlaying);
      },
      leave: () => {
        setIsPlaying(false);
        show(null);
      },
    }),
    [atMs, isPlaying, speed, span, show],
  );
}
