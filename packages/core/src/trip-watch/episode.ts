/** What may go wrong on a trip in progress. */
export const WATCH_KINDS = ["off-route", "long-stop", "overspeed", "not-moving", "wrong-direction", "silent"] as const;
export type WatchKind = (typeof WATCH_KINDS)[number];

/** Something began to be wrong (`sinceMs`) and was found, or is over. */
export interface WatchEvent {
  readonly kind: WatchKind;
  readonly phase: "raised" | "cleared";
  readonly atMs: number;
  readonly sinceMs: number;
}

/** One kind's course: since when it looks wrong, whether that has been raised, and how many positions deny it since. */
export interface Episode {
  readonly sinceMs: number | null;
  readonly isRaised: boolean;
  readonly denials: number;
}

export const NO_EPISODE: Episode = { sinceMs: null, isRaised: false, denials: 0 };

/** One position that denies an episode may be a bad one. */
const DENIALS_TO_END = 2;

export interface Observation {
  readonly isWrong: boolean;
  /** Since when; the time of the observation when left out. */
  readonly sinceMs?: number;
  readonly atMs: number;
  /** How long it has to be wrong before it is raised. */
  readonly holdMs: number;
}

/** The episode after an observation. Raised once, cleared once. */
export function observe(episode: Episode, { isWrong, sinceMs, atMs, holdMs }: Observation): Episode {
  if (!isWrong) {
    const denials = episode.denials + 1;
    return denials >= DENIALS_TO_END || episode.sinceMs === null ? NO_EPISODE : { ...episode, denials };
  }
  const since = episode.sinceMs ?? sinceMs ?? atMs;
  return { sinceMs: since, isRaised: episode.isRaised || atMs - since >= holdMs, denials: 0 };
}

/** What a change of an episode is worth telling. */
export function eventOf(kind: WatchKind, before: Episode, after: Episode, atMs: number): WatchEvent | null {
  if (before.isRaised === after.isRaised) return null;
  const sinceMs = (after.isRaised ? after.sinceMs : before.sinceMs) ?? atMs;
  return { kind, phase: after.isRaised ? "raised" : "cleared", atMs, sinceMs };
}
