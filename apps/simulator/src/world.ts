import type { CityRoads } from "./city-roads.ts";
import type { Tally } from "./tally.ts";

/** What every simulated person shares. */
export interface World {
  readonly roads: CityRoads;
  readonly tally: Tally;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** How much faster than usual everybody drives. */
  readonly pace: number;
}
