import { boundsAround } from "@atlas/core/bounding-box";
import { haversineM, type LatLng } from "@atlas/core/geo";
import { forwardEtaS } from "@atlas/core/matching/forward-eta";
import type { Queryable } from "@atlas/db/connect";
import { type CandidateOutcome, orders } from "@atlas/db/schema/orders";
import { and, between, eq, isNotNull, notInArray, sql } from "drizzle-orm";
import type { City } from "../../cities/find-city.ts";
import type { ServiceContext } from "../../context.ts";
import { dropoffOf, pickupOf } from "../../orders/record/journey-ends.ts";
import { type LivePosition, readPositions } from "../../tracker/live-map/read-positions.ts";
import { LEAVES_MATCHING_AFTER_MS } from "../../tracker/live-map/staleness.ts";
import type { DriverFacts } from "../../people/check-drivers.ts";
import { checkFitness } from "./check-fitness.ts";
import type { Contender, Search, Unfit } from "./contender.ts";
import { MAX_PICKUP_ETA_S } from "./max-pickup-eta.ts";

/** Trips that end nearest to the pickup; more would hardly bring a better one. */
const NEAREST = 16;
/** No road of a city is faster: who is farther from the drop-off than this allows needs no routing. */
const FASTEST_MPS = 25;

interface RunningTrip {
  readonly orderId: string;
  readonly driverId: string;
  readonly dropoff: LatLng;
  /** From the drop-off to the new pickup, straight. */
  readonly distanceM: number;
}

export interface FinishingDrivers {
  readonly contenders: readonly Contender[];
  readonly unfit: readonly Unfit[];
}

const NOBODY: FinishingDrivers = { contenders: [], unfit: [] };

/** Drivers who will soon end a trip near the pickup; their ETA is what is left of the trip and the route from its end. */
export async function findFinishingDrivers(ctx: ServiceContext, city: City, search: Search): Promise<FinishingDrivers> {
  const trips = await tripsEndingNear(ctx.db, city, search);
  if (trips.length === 0) return NOBODY;
  const driverIds = trips.map(({ driverId }) => driverId);
  const [fitnessOf, positions] = await Promise.all([
    checkFitness(ctx, city, { order: search.order, driverIds, isEndingTrip: true }),
    readPositions(ctx, { cityId: city.id, driverIds }),
  ]);
  const positionOf = new Map(positions.map((position) => [position.driverId, position]));
  const unfit: Unfit[] = [];
  const fit: Finishing[] = [];
  for (const trip of trips) {
    const position = positionOf.get(trip.driverId);
    const fitness = fitnessOf(trip.driverId);
    const refusal = fitness.refusal ?? refusalOfPosition(position, trip, { city, now: ctx.clock() });
    if (fitness.refusal !== null || refusal !== null || !position) unfit.push(unfitOf(trip, refusal ?? "stale"));
    else fit.push({ trip, facts: fitness.facts, vehicleId: fitness.vehicleId, position });
  }
  const measured = await withEtas(ctx, city, search, fit);
  return { contenders: measured.contenders, unfit: [...unfit, ...measured.unfit] };
}

async function tripsEndingNear(db: Queryable, city: City, { order, excluded }: Search): Promise<RunningTrip[]> {
  const pickup = pickupOf(order);
  const [west, south, east, north] = boundsAround(pickup, city.forwardRadiusM);
  const rows = await db
    .select({
      orderId: orders.id,
      driverId: orders.driverId,
      dropoffLat: orders.dropoffLat,
      dropoffLng: orders.dropoffLng,
    })
    .from(orders)
    .where(
      and(
        eq(orders.cityId, city.id),
        eq(orders.vehicleType, order.vehicleType),
        // In words and not as a parameter: the partial index is for exactly this.
        sql`${orders.status} = 'STARTED'`,
        isNotNull(orders.driverId),
        between(orders.dropoffLat, south, north),
        between(orders.dropoffLng, west, east),
        excluded.length === 0 ? undefined : notInArray(orders.driverId, [...excluded]),
      ),
    )
    .orderBy(sql`(${orders.dropoffLat} - ${pickup.lat}) ^ 2 + (${orders.dropoffLng} - ${pickup.lng}) ^ 2`)
    .limit(NEAREST);
  return rows.flatMap(({ orderId, driverId, ...journey }) => {
    const dropoff = dropoffOf(journey);
    const distanceM = haversineM(dropoff, pickup);
    if (driverId === null || distanceM > city.forwardRadiusM) return [];
    return [{ orderId, driverId, dropoff, distanceM }];
  });
}

function refusalOfPosition(
  position: LivePosition | undefined,
  { dropoff }: RunningTrip,
  { city, now }: { readonly city: City; readonly now: Date },
): CandidateOutcome | null {
  if (!position || now.getTime() - position.seenAtMs > LEAVES_MATCHING_AFTER_MS) return "stale";
  return haversineM(position, dropoff) > FASTEST_MPS * city.forwardMaxRemainingS ? "busy" : null;
}

function unfitOf({ driverId, distanceM }: RunningTrip, outcome: CandidateOutcome): Unfit {
  return { driverId, distanceM, outcome };
}

interface Finishing {
  readonly trip: RunningTrip;
  readonly facts: DriverFacts;
  readonly vehicleId: string;
  readonly position: LatLng;
}

async function withEtas(
  ctx: ServiceContext,
  city: City,
  { order }: Search,
  fit: readonly Finishing[],
): Promise<FinishingDrivers> {
  if (fit.length === 0) return NOBODY;
  const routing = ctx.routing(city.id);
  const options = { departAt: ctx.clock(), vehicleType: order.vehicleType };
  const toTheEnd = { ...options, maxDurationS: city.forwardMaxRemainingS };
  const [remaining, onward] = await Promise.all([
    Promise.all(fit.map(async ({ trip, position }) => (await routing.etasTo(trip.dropoff, [position], toTheEnd))[0])),
    routing.etasTo(
      pickupOf(order),
      fit.map(({ trip }) => trip.dropoff),
      { ...options, maxDurationS: MAX_PICKUP_ETA_S },
    ),
  ]);
  const contenders: Contender[] = [];
  const unfit: Unfit[] = [];
  for (const [index, { trip, facts, vehicleId }] of fit.entries()) {
    const remainingS = remaining[index]?.durationS;
    const onwardS = onward[index]?.durationS;
    if (remainingS === undefined) unfit.push(unfitOf(trip, "busy"));
    else if (onwardS === undefined) unfit.push({ ...unfitOf(trip, "too_far_by_road"), remainingS });
    else {
      contenders.push({
        driverId: trip.driverId,
        distanceM: trip.distanceM,
        etaS: forwardEtaS({ remainingS, onwardS }),
        idleS: 0,
        offersSeen: facts.offersSeen,
        offersAccepted: facts.offersAccepted,
        vehicleId,
        autoAccept: facts.autoAccept,
        trip: { orderId: trip.orderId, remainingS },
      });
    }
  }
  return { contenders, unfit };
}
