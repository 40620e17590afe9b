import { DomainError } from "@atlas/core/errors";
import {
  isImpossibleLeg,
  isSpoofed,
  legsToProve,
  NO_SPOOF_SIGNS,
  type SpoofSigns,
  type TrackLeg,
} from "@atlas/core/flags/spoofed-trip";
import type { CitySettings } from "@atlas/core/settings/city-settings";
import type { ServiceContext } from "../../context.ts";
import { readTrack } from "../../history/read-track.ts";
import type { NewAlert } from "../raise-alert.ts";
import { spoofedTrip } from "../spoofed-trip.ts";
import type { EndedOrder } from "./ended-orders.ts";

/** Driven trips whose track no car could have followed by road. A city without roads has nothing to hold tracks against. */
export async function findSpoofedTracks(
  ctx: ServiceContext,
  ended: readonly EndedOrder[],
  settings: CitySettings,
): Promise<readonly NewAlert[]> {
  const found: NewAlert[] = [];
  for (const order of ended) {
    if (ctx.routing(order.cityId).isEstimate) break;
    const signs = await readSigns(ctx, order, settings);
    const { orderId, cityId, riderId, driverId, endedAt } = order;
    if (isSpoofed(signs, settings)) found.push(spoofedTrip({ cityId, orderId, riderId, driverId }, signs, endedAt));
  }
  return found;
}

async function readSigns(
  ctx: ServiceContext,
  { driverId, startedAt, endedAt, cityId, vehicleType }: EndedOrder,
  settings: CitySettings,
): Promise<SpoofSigns> {
  if (startedAt === null) return NO_SPOOF_SIGNS;
  const track = await readTrack(ctx.db, { driverId, from: startedAt, to: endedAt });
  const routing = ctx.routing(cityId);
  let impossibleLegs = 0;
  for (const leg of legsToProve(track)) {
    const roadM = await roadLengthM(async ({ from, to }) => routing.route(from, to, { vehicleType }), leg);
    if (isImpossibleLeg(leg, roadM, settings)) impossibleLegs += 1;
  }
  const mockFixes = track.filter(({ isMock }) => isMock === true).length;
  return { ...NO_SPOOF_SIGNS, mockFixes, impossibleLegs };
}

/** Where no road is known, nothing speaks against the leg. */
async function roadLengthM(
  route: (leg: TrackLeg) => Promise<{ readonly distanceM: number; readonly isEstimate: boolean }>,
  leg: TrackLeg,
): Promise<number> {
  try {
    const { distanceM, isEstimate } = await route(leg);
    return isEstimate ? 0 : distanceM;
  } catch (err) {
    if (err instanceof DomainError && err.code === "ROUTE_NOT_FOUND") return 0;
    throw err;
  }
}
