import type { Actor } from "@atlas/core/actor";
import { VEHICLE_TYPES, type VehicleType } from "@atlas/core/vehicle";
import type { ServiceContext } from "../context.ts";
import { currentDisguise, disguisedKey } from "./watching/disguise.ts";
import { findCandidates } from "./live-map/find-candidates.ts";
import { readPositions } from "./live-map/read-positions.ts";

export interface NearbyDriversInput {
  readonly cityId: string;
  readonly lat: number;
  readonly lng: number;
  readonly radiusM: number;
  readonly vehicleType?: VehicleType | undefined;
  readonly limit: number;
}

export interface NearbyDriver {
  /** The driver's id for admins and services; for everyone else a key that rotates. */
  readonly key: string;
  readonly lat: number;
  readonly lng: number;
  readonly headingDeg: number | null;
  readonly vehicleType: VehicleType;
  /** Straight line, metres. */
  readonly distanceM: number;
}

/** The available cars around a point, nearest first. */
export async function nearbyDrivers(
  ctx: ServiceContext,
  actor: Actor,
  { cityId, lat, lng, radiusM, vehicleType, limit }: NearbyDriversInput,
): Promise<{ drivers: NearbyDriver[] }> {
  const types = vehicleType === undefined ? VEHICLE_TYPES : [vehicleType];
  const found = await Promise.all(
    types.map(async (type) => {
      const hits = await findCandidates(ctx, { cityId, vehicleType: type, pickup: { lat, lng }, radiusM, limit });
      return hits.map((hit) => ({ ...hit, vehicleType: type }));
    }),
  );
  const nearest = found
    .flat()
    .toSorted((a, b) => a.distanceM - b.distanceM)
    .slice(0, limit);
  const positions = await readPositions(ctx, { cityId, driverIds: nearest.map(({ driverId }) => driverId) });
  const headings = new Map(positions.map(({ driverId, headingDeg }) => [driverId, headingDeg]));
  const seesIdentity = actor.role === "admin" || actor.role === "service";
  const disguise = seesIdentity ? "" : await currentDisguise(ctx.redis, cityId);
  return {
    drivers: nearest.map((hit) => ({
      key: seesIdentity ? hit.driverId : disguisedKey(disguise, hit.driverId),
      lat: hit.position.lat,
      lng: hit.position.lng,
      headingDeg: headings.get(hit.driverId) ?? null,
      vehicleType: hit.vehicleType,
      distanceM: hit.distanceM,
    })),
  };
}
