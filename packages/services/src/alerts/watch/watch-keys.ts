/** What the watch of a city's trips keeps in Redis. All of it can be rebuilt. */
export interface WatchKeys {
  /** HASH: order → `TripMemory`. */
  readonly memory: string;
  /** Who makes the pass that is going on. */
  readonly turn: string;
  /** Since when, and until when, the city has been watched without a pause. */
  readonly pace: string;
}

export function watchKeys(cityId: string): WatchKeys {
  const base = `atlas:{${cityId}}:watch`;
  return { memory: base, turn: `${base}:turn`, pace: `${base}:pace` };
}
