import { haversineM } from "@atlas/core/geo";
import type { CandidateOutcome } from "@atlas/db/schema/orders";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { pickupOf } from "../../orders/record/journey-ends.ts";
import { INDEX_SLACK_M } from "../../tracker/live-map/live-place.ts";
import { type LivePosition, readPositions } from "../../tracker/live-map/read-positions.ts";
import { trackerKeys } from "../../tracker/live-map/redis-keys.ts";
import type { Search, Unfit } from "./contender.ts";

/** An operator asks why the car next door was not sent, not about all cars of the city. */
const NEAREST = 10;

const idsSchema = z.array(z.string());

/** Drivers near the pickup who were no candidates at all, and why: on a trip, silent, offline, or asked before. */
export async function passedOver(
  ctx: Pick<ServiceContext, "redis">,
  cityId: string,
  { order, excluded }: Search,
  radiusM: number,
): Promise<Unfit[]> {
  const pickup = pickupOf(order);
  const { unavailable } = trackerKeys(cityId);
  const near = idsSchema.parse(
    await ctx.redis.geosearch(
      unavailable,
      "FROMLONLAT",
      pickup.lng,
      pickup.lat,
      "BYRADIUS",
      radiusM + INDEX_SLACK_M,
      "m",
      "ASC",
      "COUNT",
      NEAREST,
    ),
  );
  const asked = new Set(excluded);
  const positions = await readPositions(ctx, { cityId, driverIds: [...new Set([...near, ...asked])] });
  return positions
    .map((position) => ({ position, distanceM: haversineM(position, pickup), wasAsked: asked.has(position.driverId) }))
    .filter(({ position, distanceM, wasAsked }) => {
      return wasAsked || (distanceM <= radiusM && position.state.vehicleType === order.vehicleType);
    })
    .map(({ position, distanceM, wasAsked }) => ({
      driverId: position.driverId,
      distanceM,
      outcome: wasAsked ? "declined" : reasonOf(position),
    }));
}

function reasonOf({ state, isParked }: LivePosition): CandidateOutcome {
  if (state.state === "busy") return "busy";
  return isParked ? "stale" : "offline";
}
