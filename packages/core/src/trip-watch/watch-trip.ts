import { haversineM } from "../geo.ts";
import type { CitySettings } from "../settings/city-settings.ts";
import { type Episode, eventOf, NO_EPISODE, observe, WATCH_KINDS, type WatchEvent, type WatchKind } from "./episode.ts";
import {
  type Anchor,
  type Episodes,
  remember,
  SPEED_WINDOW_MS,
  type TripWatchState,
  type WatchedFix,
} from "./trip-watch-state.ts";
import { placeOnRoute, type WatchedRoute } from "./watched-route.ts";

/** GPS of a car that stands wanders this far, and a crawl past it is no stop. */
const STOP_RADIUS_M = 75;
/** A car this far from most of its first positions has set out. */
const SET_OUT_M = 100;
const STARTS = 3;
/** Two positions have to agree that the remaining route grows. */
const WRONG_DIRECTION_MS = 1_000;

export type WatchSettings = Pick<
  CitySettings,
  | "offRouteM"
  | "offRouteS"
  | "longStopS"
  | "overspeedKph"
  | "overspeedS"
  | "notMovingS"
  | "wrongDirectionM"
  | "tripSilentS"
>;

export type WatchInput =
  | { readonly kind: "position"; readonly position: WatchedFix }
  | { readonly kind: "tick"; readonly nowMs: number };

export interface WatchPlan {
  /** The quoted route. */
  readonly route: WatchedRoute;
  readonly settings: WatchSettings;
}

export interface Watched {
  readonly state: TripWatchState;
  readonly events: readonly WatchEvent[];
}

/** The threshold of a kind: what `limit` an alert of it names. */
export const LIMIT_OF = {
  "off-route": "offRouteM",
  "long-stop": "longStopS",
  overspeed: "overspeedKph",
  "not-moving": "notMovingS",
  "wrong-direction": "wrongDirectionM",
  silent: "tripSilentS",
} as const satisfies Readonly<Record<WatchKind, keyof WatchSettings>>;

const HOLD_OF: { readonly [K in WatchKind]?: keyof WatchSettings } = {
  "off-route": "offRouteS",
  "long-stop": "longStopS",
  overspeed: "overspeedS",
  "not-moving": "notMovingS",
  silent: "tripSilentS",
};

/** When what an event raises had lasted for as long as the city allows; it is found with the next position or tick. */
export function thresholdPassedAtMs({ kind, sinceMs, atMs }: WatchEvent, settings: WatchSettings): number {
  const hold = HOLD_OF[kind];
  return hold === undefined ? atMs : Math.min(atMs, sinceMs + settings[hold] * 1_000);
}

/**
 * Watches a trip under way: takes each accepted position in order of time (older ones are passed over) and a tick every few
 * seconds, and returns what is found wrong, or is right again. Begins with `beginWatch`.
 */
export function watchTrip(state: TripWatchState, input: WatchInput, plan: WatchPlan): Watched {
  const newest = state.recent.at(-1);
  if (input.kind === "tick") {
    const silent = hear(state, newest?.atMs ?? state.startedAtMs, input.nowMs, plan.settings.tripSilentS);
    return withEpisodes(state, { ...state.episodes, silent }, input.nowMs);
  }
  const { position } = input;
  const isLate = position.atMs < state.startedAtMs || (newest !== undefined && position.atMs <= newest.atMs);
  return isLate ? { state, events: [] } : takePosition(state, position, plan);
}

function takePosition(state: TripWatchState, position: WatchedFix, { route, settings }: WatchPlan): Watched {
  const place = placeOnRoute(route, position, state.alongM);
  const leftM = place.offsetM + route.lengthM - place.alongM;
  const leastLeftM = leastOf(state, leftM);
  const { atMs } = position;
  const { episodes } = state;

  const notMoving = setOut(state, position, settings.notMovingS);
  const hasSetOut = notMoving.sinceMs === null;
  const longStop = hasSetOut ? standStill(state, position, settings.longStopS) : NO_EPISODE;
  const next: TripWatchState = {
    ...state,
    starts: state.starts.length < STARTS ? [...state.starts, position] : state.starts,
    recent: remember(state.recent, position),
    anchor: anchorAfter(state.anchor, position, longStop),
    hasSetOut,
    alongM: place.alongM,
    leftM,
    leastLeftM,
  };
  return withEpisodes(
    next,
    {
      "off-route": observe(episodes["off-route"], {
        isWrong: place.offsetM > settings.offRouteM,
        atMs,
        holdMs: settings.offRouteS * 1_000,
      }),
      "long-stop": longStop,
      overspeed: observe(episodes.overspeed, {
        isWrong: speedKph(state.recent, position) > settings.overspeedKph,
        atMs,
        holdMs: settings.overspeedS * 1_000,
      }),
      "not-moving": notMoving,
      "wrong-direction": observe(episodes["wrong-direction"], {
        isWrong: leastLeftM !== null && leftM > leastLeftM + settings.wrongDirectionM,
        atMs,
        holdMs: WRONG_DIRECTION_MS,
      }),
      silent: NO_EPISODE,
    },
    atMs,
  );
}

/** One position that puts the car far ahead is no progress: two in a row are. */
function leastOf({ leftM: beforeM, leastLeftM }: TripWatchState, leftM: number): number | null {
  if (beforeM === null) return null;
  return Math.min(leastLeftM ?? Infinity, Math.max(beforeM, leftM));
}

function hear({ episodes }: TripWatchState, heardAtMs: number, nowMs: number, silentS: number): Episode {
  if (nowMs - heardAtMs <= silentS * 1_000) return episodes.silent;
  return observe(episodes.silent, { isWrong: true, sinceMs: heardAtMs, atMs: nowMs, holdMs: 0 });
}

function setOut(state: TripWatchState, position: WatchedFix, notMovingS: number): Episode {
  if (state.hasSetOut) return NO_EPISODE;
  const away = state.starts.filter((start) => haversineM(start, position) > SET_OUT_M).length;
  return observe(state.episodes["not-moving"], {
    isWrong: away === 0 || away * 2 <= state.starts.length,
    sinceMs: state.startedAtMs,
    atMs: position.atMs,
    holdMs: notMovingS * 1_000,
  });
}

function standStill({ anchor, episodes }: TripWatchState, position: WatchedFix, longStopS: number): Episode {
  if (anchor === null) return NO_EPISODE;
  return observe(episodes["long-stop"], {
    isWrong: haversineM(anchor, position) <= STOP_RADIUS_M,
    sinceMs: anchor.atMs,
    atMs: position.atMs,
    holdMs: longStopS * 1_000,
  });
}

/** Follows the mean of a stand-still, so that one that began with a bad position is none the shorter. */
function anchorAfter(anchor: Anchor | null, position: WatchedFix, longStop: Episode): Anchor {
  if (anchor === null || longStop.sinceMs === null) return { ...position, count: 1 };
  if (longStop.denials > 0) return anchor;
  const count = anchor.count + 1;
  const lat = anchor.lat + (position.lat - anchor.lat) / count;
  const lng = anchor.lng + (position.lng - anchor.lng) / count;
  return { lat, lng, atMs: anchor.atMs, count };
}

/** By where the car was some seconds before: a phone's own speed is not asked. */
function speedKph(recent: readonly WatchedFix[], position: WatchedFix): number {
  const before = recent.findLast(({ atMs }) => atMs <= position.atMs - SPEED_WINDOW_MS);
  if (before === undefined) return 0;
  return (haversineM(before, position) / (position.atMs - before.atMs)) * 3_600;
}

function withEpisodes(state: TripWatchState, episodes: Episodes, atMs: number): Watched {
  const events = WATCH_KINDS.flatMap((kind) => eventOf(kind, state.episodes[kind], episodes[kind], atMs) ?? []);
  return { state: { ...state, episodes }, events };
}
