import { z } from "zod";
import type { LatLng } from "../geo.ts";
import { type Episode, NO_EPISODE, WATCH_KINDS, type WatchKind } from "./episode.ts";

/** Speed is measured over at least this, so that jitter does not count. */
export const SPEED_WINDOW_MS = 10_000;
/** Positions closer together tell nothing more. */
const SPACING_MS = 2_000;

export interface WatchedFix extends LatLng {
  readonly atMs: number;
}

/** Where the car stands, if it does: the mean of `count` positions since `atMs`. */
export interface Anchor extends WatchedFix {
  readonly count: number;
}

export type Episodes = { readonly [K in WatchKind]: Episode };

/** What the watch remembers of one trip; plain data, so that any worker can go on with it. */
export interface TripWatchState {
  readonly startedAtMs: number;
  /** The first positions: a car that is away from most of them has set out. */
  readonly starts: readonly WatchedFix[];
  /** The last seconds of the trip, newest last, and one position before them. */
  readonly recent: readonly WatchedFix[];
  readonly anchor: Anchor | null;
  readonly hasSetOut: boolean;
  /** How far along the quoted route the car is. */
  readonly alongM: number;
  /** The remaining route at the last position, and the least that two in a row agreed on; null before there were any. */
  readonly leftM: number | null;
  readonly leastLeftM: number | null;
  readonly episodes: Episodes;
}

const fix = z.object({ lat: z.number(), lng: z.number(), atMs: z.number() });
const episode = z.object({ sinceMs: z.number().nullable(), isRaised: z.boolean(), denials: z.number() });

/** Reads a state that was kept outside as JSON. */
export const tripWatchStateSchema: z.ZodType<TripWatchState> = z.object({
  startedAtMs: z.number(),
  starts: z.array(fix),
  recent: z.array(fix),
  anchor: z.object({ ...fix.shape, count: z.number() }).nullable(),
  hasSetOut: z.boolean(),
  alongM: z.number(),
  leftM: z.number().nullable(),
  leastLeftM: z.number().nullable(),
  episodes: z.record(z.enum(WATCH_KINDS), episode),
});

/** A trip that has just started. */
export function beginWatch(startedAtMs: number): TripWatchState {
  return {
    startedAtMs,
    starts: [],
    recent: [],
    anchor: null,
    hasSetOut: false,
    alongM: 0,
    leftM: null,
    leastLeftM: null,
    episodes: {
      "off-route": NO_EPISODE,
      "long-stop": NO_EPISODE,
      overspeed: NO_EPISODE,
      "not-moving": NO_EPISODE,
      "wrong-direction": NO_EPISODE,
      silent: NO_EPISODE,
    },
  };
}

/** The recent positions with a new one. */
export function remember(recent: readonly WatchedFix[], position: WatchedFix): readonly WatchedFix[] {
  const [beforeLast, last] = [recent.at(-2), recent.at(-1)];
  const isCrowded = beforeLast !== undefined && last !== undefined && last.atMs - beforeLast.atMs < SPACING_MS;
  const kept = isCrowded ? recent.slice(0, -1) : recent;
  const from = Math.max(
    0,
    kept.findLastIndex(({ atMs }) => atMs <= position.atMs - SPEED_WINDOW_MS),
  );
  return [...kept.slice(from), position];
}
