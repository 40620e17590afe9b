/** Which trip the driver is on and which ended one they have yet to see; outlives a reload. */
export interface FollowedTrip {
  readonly activeId: string | null;
  readonly endedId: string | null;
}

export const NO_TRIP: FollowedTrip = { activeId: null, endedId: null };

/** What is followed once Atlas says that `activeId` is the driver's trip: a trip that was replaced has ended. */
export function followTrip(followed: FollowedTrip, activeId: string | null): FollowedTrip {
  if (followed.activeId === activeId) return followed;
  return { activeId, endedId: followed.activeId ?? followed.endedId };
}

const KEY_PREFIX = "atlas-driver-trip-";

/** What was followed when this driver last used the app on this phone. */
export function readFollowedTrip(driverId: string): FollowedTrip {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY_PREFIX + driverId) ?? "null");
    return { activeId: idIn(stored, "activeId"), endedId: idIn(stored, "endedId") };
  } catch {
    return NO_TRIP;
  }
}

/** Keeps it for the next visit; without storage a reload forgets the summary, not the trip. */
export function writeFollowedTrip(driverId: string, followed: FollowedTrip): void {
  try {
    localStorage.setItem(KEY_PREFIX + driverId, JSON.stringify(followed));
  } catch {
    // Storage is full or refused: the trip itself lives at Atlas.
  }
}

function idIn(value: unknown, name: string): string | null {
  const id: unknown = typeof value === "object" && value !== null ? Reflect.get(value, name) : null;
  return typeof id === "string" ? id : null;
}
