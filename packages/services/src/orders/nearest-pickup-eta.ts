import { coarsePlace } from "@atlas/core/coarse-place";
import type { LatLng } from "@atlas/core/geo";
import type { VehicleType } from "@atlas/core/vehicle";
import type { City } from "../cities/find-city.ts";
import type { ServiceContext } from "../context.ts";
import { findCandidates } from "../tracker/live-map/find-candidates.ts";

const NEAREST = 5;

interface EtaOptions {
  readonly pickup: LatLng;
  /** Drivers count as if they were in the middle of their cell of so many metres; exact when left out. */
  readonly cellM?: number;
}

/**
 * How long the nearest free driver needs to the pickup, in seconds, or null when none is near. A hint beside a price:
 * when the map of drivers cannot be asked, there is none.
 */
export async function nearestPickupEtaS(
  ctx: ServiceContext,
  city: City,
  vehicleType: VehicleType,
  { pickup, cellM }: EtaOptions,
): Promise<number | null> {
  try {
    const near = await findCandidates(ctx, {
      cityId: city.id,
      vehicleType,
      pickup,
      radiusM: Math.max(...city.searchRadiiM),
      limit: NEAREST,
    });
    if (near.length === 0) return null;
    const etas = await ctx.routing(city.id).etasTo(
      pickup,
      near.map(({ position }) => (cellM === undefined ? position : coarsePlace(position, cellM))),
      { departAt: ctx.clock(), vehicleType },
    );
    const reachable = etas.flatMap((eta) => (eta ? [eta.durationS] : []));
    return reachable.length === 0 ? null : Math.round(Math.min(...reachable));
  } catch (error) {
    ctx.log.warn({ err: error, cityId: city.id }, "pickup ETA left out of a quote");
    return null;
  }
}
