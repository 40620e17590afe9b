import type { CitySettings } from "../settings/city-settings.ts";

export const LOWEST_STARS = 1;

/** Ratings of one star, by whom and within which time. */
export interface LowestRatings {
  /** From this rider to this driver, within the days that the city looks back. */
  readonly ofPair: number;
  /** From this rider to anybody, in the same days, and how many ratings they have given at all. */
  readonly byRider: number;
  readonly allByRider: number;
  /** To this driver from anybody, within the hours of a burst. */
  readonly toDriver: number;
}

export type RatingSettings = Pick<CitySettings, "ratingBombOfPair" | "ratingBombByRider" | "ratingBurst">;
export type RatingBomb = "pair" | "rider" | "burst";

/** Which patterns of a campaign the lowest ratings show. Who is content now and then is no bomber. */
export function ratingBombs(ratings: LowestRatings, settings: RatingSettings): readonly RatingBomb[] {
  const isBomb: Readonly<Record<RatingBomb, boolean>> = {
    pair: ratings.ofPair >= settings.ratingBombOfPair,
    rider: ratings.byRider >= settings.ratingBombByRider && ratings.byRider * 2 > ratings.allByRider,
    burst: ratings.toDriver >= settings.ratingBurst,
  };
  return (["pair", "rider", "burst"] as const).filter((bomb) => isBomb[bomb]);
}
