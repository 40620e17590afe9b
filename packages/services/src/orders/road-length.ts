import { isDependencyDown } from "@atlas/core/is-dependency-down";
import { DomainError } from "@atlas/core/errors";
import type { LatLng } from "@atlas/core/geo";
import type { ServiceContext } from "../context.ts";
import type { OrderRow } from "./record/find-order.ts";

/**
 * The shortest route that the order's vehicle may take, in metres. Null where there is none, where no road network stands
 * behind the result, and while the routing server is away: a trip ends all the same.
 */
export async function roadLengthM(
  ctx: Pick<ServiceContext, "routing" | "log">,
  { cityId, vehicleType }: Pick<OrderRow, "cityId" | "vehicleType">,
  [from, to]: readonly [LatLng, LatLng],
): Promise<number | null> {
  try {
    const { distanceM, isEstimate } = await ctx.routing(cityId).route(from, to, { vehicleType, by: "distance" });
    return isEstimate ? null : distanceM;
  } catch (err) {
    const isExpected = err instanceof DomainError || isDependencyDown(err);
    if (!isExpected) ctx.log.error({ err, cityId }, "fare: a road could not be looked up");
    return null;
  }
}
