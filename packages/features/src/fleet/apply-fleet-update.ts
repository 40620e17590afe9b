import type { FleetDriver } from "@atlas/ui/map/fleet-layer";

export interface WatchedDriver extends FleetDriver {
  readonly orderId?: string | undefined;
  readonly ageMs: number;
}

export interface FleetUpdate {
  readonly kind: "snapshot" | "delta";
  readonly drivers: readonly WatchedDriver[];
  readonly gone: readonly string[];
}

/** Drivers by key. */
export type Fleet = ReadonlyMap<string, WatchedDriver>;

/** The fleet after an update: a snapshot replaces everything, a delta adds, moves and removes. */
export function applyFleetUpdate(before: Fleet | null, update: FleetUpdate): Fleet {
  const after = new Map(update.kind === "snapshot" ? [] : before);
  for (const driver of update.drivers) after.set(driver.key, driver);
  for (const key of update.gone) after.delete(key);
  return after;
}
