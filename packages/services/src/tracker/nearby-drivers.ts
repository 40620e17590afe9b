import { cityIdSchema, vehicleTypeSchema } from "@atlas/core/fields";
import { VEHICLE_TYPES, type VehicleType } from "@atlas/core/vehicle";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import { chosenCityId } from "../cities/get-city.ts";
import type { ServiceContext } from "../context.ts";
import { currentDisguise, disguisedKey } from "./watching/disguise.ts";
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

/** The available cars around a point, nearest first. */
export const nearbyDrivers = useCase({
  kind: "query",
  permission: "positions.read",
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
    const { lat, lng, vehicleType, radiusM = DEFAULT_RADIUS_M, limit = DEFAULT_LIMIT } = input;
    const cityId = await chosenCityId(ctx, actor, input.cityId);
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
  },
});
