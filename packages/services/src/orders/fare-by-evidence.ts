import type { Evidence } from "@atlas/core/evidence/evidence";
import { knowTrip, type TripClaim } from "@atlas/core/evidence/known-trip";
import { fareOfEvidence, needsShortestRoad, type TripFare } from "@atlas/core/evidence/trip-fare";
import { haversineM } from "@atlas/core/geo";
import type { Queryable } from "@atlas/db/connect";
import { orderEvidence } from "@atlas/db/schema/orders";
import { and, desc, eq } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { readTrack } from "../history/read-track.ts";
import { pricedBy } from "./priced-by.ts";
import type { OrderRow } from "./record/find-order.ts";
import { roadLengthM } from "./road-length.ts";
import { dropoffOf, pickupOf } from "./record/journey-ends.ts";

/** Of further holes the straight line counts: looking roads up must not go on for ever. */
const MAX_LOOK_UPS = 20;

/** A trip under way, with who drives it since when. */
export type RunningTrip = OrderRow & { readonly driverId: string; readonly startedAt: Date };

/**
 * What a trip costs that ends with `finish`: by its archived track, its positions at start and finish, and the shortest roads
 * between what is known. Reads, computes and locks nothing: it may take a second where a routing server is slow. Positions reach the archive moments
 * late; the one of the finish is the freshest that was taken, and closes the track.
 */
export async function fareByEvidence(
  ctx: Pick<ServiceContext, "db" | "settings" | "routing" | "log">,
  trip: RunningTrip,
  finish: Evidence,
): Promise<TripFare> {
  const [settings, claim, { tariff, surge }] = await Promise.all([
    ctx.settings.get(trip.cityId),
    readClaim(ctx.db, trip, finish),
    pricedBy(ctx.db, trip),
  ]);
  const known = knowTrip(claim, settings);
  const ends = [claim.pickup, claim.destination] as const;
  const shortestRoadM = needsShortestRoad({ known, quote: trip }, settings)
    ? ((await roadLengthM(ctx, trip, ends)) ?? haversineM(...ends))
    : trip.distanceM;
  const holeRoadsM: (number | null)[] = [];
  // One after the other: a city's own graph is searched on this thread, and others want to be served in between.
  for (const { from, to } of known.holes.slice(0, MAX_LOOK_UPS)) {
    holeRoadsM.push(await roadLengthM(ctx, trip, [from, to]));
  }
  return fareOfEvidence({ tariff, surge, quote: trip, shortestRoadM, known, holeRoadsM }, settings);
}

async function readClaim(db: Queryable, trip: RunningTrip, finish: Evidence): Promise<TripClaim> {
  const { driverId, startedAt } = trip;
  const [start, track] = await Promise.all([
    readStart(db, trip),
    readTrack(db, { driverId, from: startedAt, to: new Date(finish.atMs) }),
  ]);
  // One that started before evidence was kept counts as proven: its track tells the rest.
  return {
    pickup: pickupOf(trip),
    destination: dropoffOf(trip),
    startProof: trip.startProof ?? "position",
    start,
    finish,
    track,
  };
}

/** The evidence of the start; of a trip from before evidence was kept, its instant. */
async function readStart(db: Queryable, { id, driverId, startedAt }: RunningTrip): Promise<Evidence> {
  const [row] = await db
    .select()
    .from(orderEvidence)
    .where(and(eq(orderEvidence.orderId, id), eq(orderEvidence.move, "started"), eq(orderEvidence.driverId, driverId)))
    .orderBy(desc(orderEvidence.at))
    .limit(1);
  if (row?.lat == null || row.lng === null || row.positionAt === null) {
    return { atMs: startedAt.getTime(), position: null, ageS: null, distanceM: null };
  }
  const { lat, lng, positionAt, isMock, ageS, distanceM } = row;
  return {
    atMs: startedAt.getTime(),
    position: { lat, lng, atMs: positionAt.getTime(), isMock: isMock === true },
    ageS,
    distanceM,
  };
}
