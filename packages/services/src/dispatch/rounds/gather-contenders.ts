import { FORWARD_PAYS_FROM_S } from "@atlas/core/matching/forward-eta";
import type { City } from "../../cities/find-city.ts";
import type { ServiceContext } from "../../context.ts";
import { pickupOf } from "../../orders/record/journey-ends.ts";
import { type Candidate, findCandidates } from "../../tracker/live-map/find-candidates.ts";
import type { DriverFacts } from "../../people/check-drivers.ts";
import { checkFitness } from "./check-fitness.ts";
import type { Contender, Search, Unfit } from "./contender.ts";
import { findFinishingDrivers } from "./finishing-drivers.ts";
import { MAX_PICKUP_ETA_S } from "./max-pickup-eta.ts";
import { passedOver } from "./passed-over.ts";

export interface Gathered {
  /** The ring that held enough of them, metres. */
  readonly radiusM: number;
  readonly contenders: readonly Contender[];
  readonly unfit: readonly Unfit[];
}

const NEAREST = 24;
/** With this many to choose from, a wider ring brings nothing better. */
const ENOUGH = 3;
/** How often a ring is looked at when all of the nearest are unfit. */
const MAX_LOOKS = 4;

/** Looks in growing rings around the pickup until there is a choice of drivers who can be asked. */
export async function gatherContenders(ctx: ServiceContext, city: City, search: Search): Promise<Gathered> {
  const unfit = new Map<string, Unfit>();
  let contenders: Contender[] = [];
  let radiusM = 0;
  for (radiusM of city.searchRadiiM) {
    const fit = await findFit(ctx, city, { search, radiusM, unfit });
    contenders = await withEtas(ctx, city, search.order, fit);
    if (contenders.filter(({ etaS }) => etaS !== null).length >= ENOUGH) break;
  }
  for (const { driverId, distanceM, etaS } of contenders) {
    if (etaS === null) unfit.set(driverId, { driverId, distanceM, outcome: "too_far_by_road" });
  }
  const reachable = contenders.filter(({ etaS }) => etaS !== null);
  if (mayForwardPay(city, reachable)) {
    const finishing = await findFinishingDrivers(ctx, city, search);
    reachable.push(...finishing.contenders);
    for (const passed of finishing.unfit) unfit.set(passed.driverId, passed);
  }
  const asked = new Set(reachable.map(({ driverId }) => driverId));
  for (const passed of await passedOver(ctx, city.id, search, radiusM)) {
    if (!unfit.has(passed.driverId) && !asked.has(passed.driverId)) unfit.set(passed.driverId, passed);
  }
  return { radiusM, contenders: reachable, unfit: [...unfit.values()] };
}

interface Ring {
  readonly search: Search;
  readonly radiusM: number;
  /** Who is known not to be fit; who turns out so is added. */
  readonly unfit: Map<string, Unfit>;
}

/** The nearest who may be asked within the ring. A crowd of others around the pickup does not hide those behind it. */
async function findFit(ctx: ServiceContext, city: City, { search, radiusM, unfit }: Ring): Promise<Fit[]> {
  for (let looks = 1; ; looks += 1) {
    const near = await findCandidates(ctx, {
      cityId: city.id,
      vehicleType: search.order.vehicleType,
      pickup: pickupOf(search.order),
      radiusM,
      limit: NEAREST,
      exclude: [...search.excluded, ...unfit.keys()],
    });
    const fit = await sift(ctx, city, { search, near, unfit });
    if (fit.length >= ENOUGH || near.length < NEAREST || looks === MAX_LOOKS) return fit;
  }
}

/** Those of the candidates who may be asked; the others become unfit, each with the reason. */
async function sift(
  ctx: ServiceContext,
  city: City,
  { search, near, unfit }: Pick<Ring, "search" | "unfit"> & { readonly near: readonly Candidate[] },
): Promise<Fit[]> {
  const fitnessOf = await checkFitness(ctx, city, {
    order: search.order,
    driverIds: near.map(({ driverId }) => driverId),
    isEndingTrip: false,
  });
  const fit: Fit[] = [];
  for (const candidate of near) {
    const fitness = fitnessOf(candidate.driverId);
    if (fitness.refusal !== null) unfit.set(candidate.driverId, { ...brief(candidate), outcome: fitness.refusal });
    else fit.push({ candidate, facts: fitness.facts, vehicleId: fitness.vehicleId });
  }
  return fit;
}

/** Where a free car is at hand, nobody looks for one that is about to become free: the usual order is as quick as ever. */
function mayForwardPay(city: City, free: readonly Contender[]): boolean {
  return city.forwardDispatch && !free.some(({ etaS }) => etaS !== null && etaS <= FORWARD_PAYS_FROM_S);
}

interface Fit {
  readonly candidate: Candidate;
  readonly facts: DriverFacts;
  readonly vehicleId: string;
}

async function withEtas(
  ctx: ServiceContext,
  city: City,
  order: Search["order"],
  fit: readonly Fit[],
): Promise<Contender[]> {
  if (fit.length === 0) return [];
  const now = ctx.clock();
  const etas = await ctx.routing(city.id).etasTo(
    pickupOf(order),
    fit.map(({ candidate }) => candidate.position),
    { departAt: now, maxDurationS: MAX_PICKUP_ETA_S, vehicleType: order.vehicleType },
  );
  return fit.map(({ candidate, facts, vehicleId }, index) => ({
    ...brief(candidate),
    etaS: etas[index]?.durationS ?? null,
    idleS: facts.idleSince ? Math.max(0, (now.getTime() - facts.idleSince.getTime()) / 1_000) : 0,
    offersSeen: facts.offersSeen,
    offersAccepted: facts.offersAccepted,
    vehicleId,
    autoAccept: facts.autoAccept,
    trip: null,
  }));
}

function brief({ driverId, distanceM }: Candidate): { driverId: string; distanceM: number } {
  return { driverId, distanceM };
}
