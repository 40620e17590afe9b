import { coarsePlace } from "@atlas/core/coarse-place";
import { haversineM, type LatLng } from "@atlas/core/geo";
import { VEHICLE_TYPES, type VehicleType } from "@atlas/core/vehicle";
import type { ServiceContext } from "../context.ts";
import { findCandidates } from "./live-map/find-candidates.ts";
import { readPositions } from "./live-map/read-positions.ts";
import { anonymousKey, currentKeySecret } from "./watching/anonymous-key.ts";
import { PUBLIC_SIGHT } from "./watching/fleet-view.ts";

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

interface Near {
  readonly cityId: string;
  readonly at: LatLng;
  readonly radiusM: number;
  readonly limit: number;
  readonly vehicleType: VehicleType | undefined;
  /** For whom: the public sees no identity, no exact place and nothing far. */
  readonly seesAll: boolean;
}

/** The available cars around a point, nearest first. */
export async function findCarsNear(ctx: ServiceContext, near: Near): Promise<NearbyDriver[]> {
  const { cityId, at, seesAll, vehicleType } = near;
  const { radiusM, limit } = seesAll ? near : inPublicSight(near);
  const types = vehicleType === undefined ? VEHICLE_TYPES : [vehicleType];
  const found = await Promise.all(
    types.map(async (type) => {
      const hits = await findCandidates(ctx, {
        cityId,
        vehicleType: type,
        pickup: at,
        radiusM: radiusM + PUBLIC_SIGHT.cellM,
        limit,
      });
      return hits.map((hit) => ({ ...hit, vehicleType: type, ...(seesAll ? {} : seenFrom(at, hit.position)) }));
    }),
  );
  const nearest = found
    .flat()
    .filter(({ distanceM }) => distanceM <= radiusM)
    .toSorted((a, b) => a.distanceM - b.distanceM)
    .slice(0, limit);
  const positions = await readPositions(ctx, { cityId, driverIds: nearest.map(({ driverId }) => driverId) });
  const headings = new Map(positions.map(({ driverId, headingDeg }) => [driverId, headingDeg]));
  const keySecret = seesAll ? null : await currentKeySecret(ctx.redis, cityId);
  return nearest.map(({ driverId, position, distanceM, vehicleType: type }) => ({
    key: keySecret === null ? driverId : anonymousKey(keySecret, driverId),
    lat: position.lat,
    lng: position.lng,
    headingDeg: headings.get(driverId) ?? null,
    vehicleType: type,
    distanceM,
  }));
}

function inPublicSight({ radiusM, limit }: Near): Pick<Near, "radiusM" | "limit"> {
  return { radiusM: Math.min(radiusM, PUBLIC_SIGHT.reachM), limit: Math.min(limit, PUBLIC_SIGHT.cars) };
}

/** A car as the public sees it. How far it truly is, or whether it truly is within a radius, would tell the place that was rounded. */
function seenFrom(from: LatLng, at: LatLng): { readonly position: LatLng; readonly distanceM: number } {
  const position = coarsePlace(at, PUBLIC_SIGHT.cellM);
  return { position, distanceM: haversineM(from, position) };
}
