import { coarsePlace } from "@atlas/core/coarse-place";
import { cityIdSchema, vehicleTypeSchema } from "@atlas/core/fields";
import { haversineM, type LatLng } from "@atlas/core/geo";
import { VEHICLE_TYPES, type VehicleType } from "@atlas/core/vehicle";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import { chosenCityId } from "../cities/get-city.ts";
import type { ServiceContext } from "../context.ts";
import { currentKeySecret, anonymousKey } from "./watching/anonymous-key.ts";
import { PUBLIC_SIGHT } from "./watching/fleet-view.ts";
import { findCandidates } from "./live-map/find-candidates.ts";
import { readPositions } from "./live-map/read-positions.ts";

const DEFAULT_RADIUS_M = 2_000;
const DEFAULT_LIMIT = 20;

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

interface Asked {
  readonly radiusM: number;
  readonly limit: number;
}

function inPublicSight({ radiusM, limit }: Asked): Asked {
  return { radiusM: Math.min(radiusM, PUBLIC_SIGHT.reachM), limit: Math.min(limit, PUBLIC_SIGHT.cars) };
}

/** A car as the public sees it. How far it truly is, or whether it truly is within a radius, would tell the place that was rounded. */
function seenFrom(from: LatLng, at: LatLng): { readonly position: LatLng; readonly distanceM: number } {
  const position = coarsePlace(at, PUBLIC_SIGHT.cellM);
  return { position, distanceM: haversineM(from, position) };
}

/** The available cars around a point, nearest first. */
export const nearbyDrivers = useCase({
  kind: "query",
  permission: "positions.read",
  within: { cityId: "city" },
  input: z.object({
    /** The actor's own when left out. */
    cityId: cityIdSchema.optional(),
    lat: z.number().min(-90).max(90),
    lng: z.number().min(-180).max(180),
    radiusM: z.number().positive().max(20_000).optional(),
    vehicleType: vehicleTypeSchema.optional(),
    limit: z.int().min(1).max(100).optional(),
  }),
  refusals: ["CITY_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, input): Promise<{ drivers: NearbyDriver[] }> {
    const { lat, lng, vehicleType } = input;
    const seesAll = actor.role === "admin" || actor.role === "service";
    const asked = { radiusM: input.radiusM ?? DEFAULT_RADIUS_M, limit: input.limit ?? DEFAULT_LIMIT };
    const { radiusM, limit } = seesAll ? asked : inPublicSight(asked);
    const cityId = await chosenCityId(ctx, actor, input.cityId);
    const types = vehicleType === undefined ? VEHICLE_TYPES : [vehicleType];
    const found = await Promise.all(
      types.map(async (type) => {
        const near = { cityId, vehicleType: type, pickup: { lat, lng }, radiusM: radiusM + PUBLIC_SIGHT.cellM, limit };
        const hits = await findCandidates(ctx, near);
        return hits.map((hit) => ({
          ...hit,
          vehicleType: type,
          ...(seesAll ? {} : seenFrom({ lat, lng }, hit.position)),
        }));
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
    return {
      drivers: nearest.map(({ driverId, position, distanceM, vehicleType: type }) => ({
        key: keySecret === null ? driverId : anonymousKey(keySecret, driverId),
        lat: position.lat,
        lng: position.lng,
        headingDeg: headings.get(driverId) ?? null,
        vehicleType: type,
        distanceM,
      })),
    };
  },
});
