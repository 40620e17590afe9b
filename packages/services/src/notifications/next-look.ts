import type { ServiceContext } from "../context.ts";
import { readPositions } from "../tracker/live-map/read-positions.ts";
import { LEAVES_MATCHING_AFTER_MS } from "../tracker/live-map/staleness.ts";
import type { NoticedTrip } from "./read-trip.ts";

/** So near a driver is almost there. */
const NEAR_S = 90;
const SOONEST_MS = 15_000;
const LATEST_MS = 120_000;
/** Who has not come within this is waited for without looking. */
const GIVES_UP_MS = 3_600_000;

/** In how long it is looked again whether the driver is almost there: null when they are now, `never` when it is not worth it any more. */
export async function nextLookMs(
  ctx: Pick<ServiceContext, "redis" | "routing" | "clock">,
  trip: NoticedTrip,
  matchedAt: Date,
): Promise<number | "never" | null> {
  if (ctx.clock().getTime() - matchedAt.getTime() > GIVES_UP_MS) return "never";
  const etaS = trip.isQueued ? null : await pickupEtaS(ctx, trip);
  if (etaS === null) return LATEST_MS;
  if (etaS <= NEAR_S) return null;
  // Half of what is left: roads may be freer than thought.
  return Math.min(LATEST_MS, Math.max(SOONEST_MS, Math.round((etaS - NEAR_S) * 500)));
}

/** Null when the driver has not been heard of lately, or no road leads there. */
async function pickupEtaS(
  ctx: Pick<ServiceContext, "redis" | "routing" | "clock">,
  { cityId, driverId, vehicleType, pickupLat: lat, pickupLng: lng }: NoticedTrip,
): Promise<number | null> {
  if (driverId === null) return null;
  const [position] = await readPositions(ctx, { cityId, driverIds: [driverId] });
  const now = ctx.clock();
  if (!position || now.getTime() - position.seenAtMs > LEAVES_MATCHING_AFTER_MS) return null;
  const [eta] = await ctx.routing(cityId).etasTo({ lat, lng }, [position], { departAt: now, vehicleType });
  return eta?.durationS ?? null;
}
