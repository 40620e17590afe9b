import { DomainError } from "@atlas/core/errors";
import type { LatLng } from "@atlas/core/geo";
import type { MatchingPolicy } from "@atlas/core/matching/plan-round";
import { type ReplayReport, type ReplayRoads, type ReplayTrip, replayDay } from "@atlas/core/matching/replay-day";
import type { RoutingProvider } from "@atlas/core/routing";
import { seededRandom } from "@atlas/core/seeded-random";
import { UserFixableError } from "@atlas/stack/user-fixable-error";

const MAX_PICKUP_ETA_S = 1_500;
/** A Monday in Jakarta, half past seven. */
export const MORNING = new Date("2026-11-23T00:30:00Z");

/** Trips with the roads that they take: the same for every policy that is tried on them. */
export interface ReplayableDay {
  readonly trips: readonly ReplayTrip[];
  readonly roads: ReplayRoads;
}

export interface ReplayPolicyOptions {
  readonly drivers: number;
  readonly seed: number;
  readonly declineShare: number;
  readonly patienceS: number;
  readonly forwardMaxRemainingS: number;
}

/** The trips on a city's roads at a fixed hour; those that begin or end away from any road are left out. */
export async function layOnRoads(routing: RoutingProvider, asked: readonly ReplayTrip[]): Promise<ReplayableDay> {
  const tripsS = new Map<ReplayTrip, number>();
  for (const trip of asked) {
    try {
      tripsS.set(trip, (await routing.route(trip.pickup, trip.dropoff, { departAt: MORNING })).durationS);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== "ROUTE_NOT_FOUND") throw error;
    }
  }
  const roads: ReplayRoads = {
    etasTo: async (pickup, origins) =>
      routing.etasTo(pickup, origins, { departAt: MORNING, maxDurationS: MAX_PICKUP_ETA_S }),
    tripS: (trip) => tripsS.get(trip) ?? 0,
  };
  return { trips: [...tripsS.keys()], roads };
}

/** The day under one policy, with the same drivers in the same places for the same seed. */
export async function replayPolicy(
  policy: MatchingPolicy,
  { trips, roads }: ReplayableDay,
  { drivers, seed, ...options }: ReplayPolicyOptions,
): Promise<ReplayReport> {
  const random = seededRandom(seed + 1);
  const betterPlace = (chance: () => number): LatLng => pickupOf(trips, chance);
  const starts = Array.from({ length: drivers }, () => betterPlace(random));
  return replayDay(trips, roads, { ...options, policy, starts, betterPlace, random, nowMs: () => performance.now() });
}

/** Drivers stand where riders ask, as they do in the morning of any city. */
function pickupOf(trips: readonly ReplayTrip[], random: () => number): LatLng {
  const trip = trips[Math.floor(random() * trips.length)];
  if (trip === undefined) throw new UserFixableError("There are no trips to replay.");
  return trip.pickup;
}
