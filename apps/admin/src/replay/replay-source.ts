import type { Track } from "./track.ts";

/** A stand-still. */
export interface ReplayStop {
  /** ISO-8601 */
  readonly startedAt: string;
  readonly durationS: number;
}

/** What a page has to replay, or why it has nothing. */
export type ReplaySource =
  | { readonly state: "none" | "loading" }
  /** Said in words: there are no positions. */
  | { readonly state: "empty"; readonly text: string }
  | { readonly state: "failed"; readonly error: unknown; readonly retry: () => void }
  | { readonly state: "ready"; readonly track: Track; readonly stops: readonly ReplayStop[] };
