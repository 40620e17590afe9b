import { haversineM, type LatLng } from "../geo.ts";
import type { KnownPosition } from "../evidence/evidence.ts";
import type { CitySettings } from "../settings/city-settings.ts";

/** What speaks against the positions of a trip. */
export interface SpoofSigns {
  /** Positions of which the phone itself says that they are invented. */
  readonly mockFixes: number;
  /** Positions that were refused because no car could be there. */
  readonly refusedFixes: number;
  /** Legs of the track for which the roads are too long. */
  readonly impossibleLegs: number;
}

export const NO_SPOOF_SIGNS: SpoofSigns = { mockFixes: 0, refusedFixes: 0, impossibleLegs: 0 };

export type SpoofSettings = Pick<CitySettings, "spoofMockFixes" | "spoofRefusedFixes" | "spoofImpossibleLegs">;

/** Whether the signs are too many for bad reception. */
export function isSpoofed(signs: SpoofSigns, settings: SpoofSettings): boolean {
  return (
    signs.mockFixes >= settings.spoofMockFixes ||
    signs.refusedFixes >= settings.spoofRefusedFixes ||
    signs.impossibleLegs >= settings.spoofImpossibleLegs
  );
}

/** From one position of a track to a later one, by straight line. */
export interface TrackLeg {
  readonly from: LatLng;
  readonly to: LatLng;
  readonly straightM: number;
  readonly durationS: number;
}

/** Long enough that jitter does not count. */
const LEG_MS = 60_000;
/** A slower leg (35 km/h) is possible by any roads but those around a whole quarter; it is not asked about. */
const SLOW_MPS = 35 / 3.6;
/** The quickest show it, if any do; each costs a search through the roads. */
const MAX_LEGS = 6;

/** The legs of a track that are worth holding against the roads: a minute each, quick by straight line, the quickest first. */
export function legsToProve(track: readonly KnownPosition[]): readonly TrackLeg[] {
  const legs: TrackLeg[] = [];
  let [from] = track;
  for (const to of track) {
    if (from === undefined || to.atMs - from.atMs < LEG_MS) continue;
    legs.push({ from, to, straightM: haversineM(from, to), durationS: (to.atMs - from.atMs) / 1_000 });
    from = to;
  }
  return legs
    .filter(({ straightM, durationS }) => straightM / durationS >= SLOW_MPS)
    .toSorted((a, b) => b.straightM / b.durationS - a.straightM / a.durationS)
    .slice(0, MAX_LEGS);
}

/** Whether no car drives the roads between the leg's ends in its time. */
export function isImpossibleLeg(
  leg: TrackLeg,
  roadM: number,
  { spoofRoadKph }: Pick<CitySettings, "spoofRoadKph">,
): boolean {
  return (roadM / leg.durationS) * 3.6 > spoofRoadKph;
}
