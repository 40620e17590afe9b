import { haversineM, type LatLng } from "../geo.ts";
import type { CitySettings } from "../settings/city-settings.ts";

/** A position that the server has taken, dated by its own clock. */
export interface KnownPosition extends LatLng {
  readonly atMs: number;
  /** The phone says that the position is invented: shown on a map, no evidence of anything. */
  readonly isMock?: boolean;
}

/** Of each of these moves of an order evidence is stored. */
export const EVIDENCE_MOVES = ["arrived", "started", "finished", "no-show"] as const;
export type EvidenceMove = (typeof EVIDENCE_MOVES)[number];

/** What the server knew when a driver said to have arrived, started or finished. Stored with the move. */
export interface Evidence {
  /** Of the move, by the server's clock. */
  readonly atMs: number;
  /** The freshest accepted position before the move; null when there is none. */
  readonly position: KnownPosition | null;
  readonly ageS: number | null;
  /** From where the driver should be, by straight line. */
  readonly distanceM: number | null;
}

/** Gathers the evidence of a move to `place` at `atMs`. */
export function gatherEvidence(atMs: number, position: KnownPosition | null, place: LatLng): Evidence {
  if (position === null) return { atMs, position, ageS: null, distanceM: null };
  return { atMs, position, ageS: Math.max(0, atMs - position.atMs) / 1_000, distanceM: haversineM(position, place) };
}

/** Whether the position says where the car was at the move: fresh, and not said to be invented. */
export function isFresh(
  { position, ageS }: Evidence,
  { evidenceMaxAgeS }: Pick<CitySettings, "evidenceMaxAgeS">,
): boolean {
  return position !== null && position.isMock !== true && ageS !== null && ageS <= evidenceMaxAgeS;
}
