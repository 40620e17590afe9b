import type { Bounds } from "@atlas/core/bounding-box";
import { boundsSchema, cityIdSchema, vehicleTypeSchema } from "@atlas/core/fields";
import { z } from "zod";
import { streamCase } from "../use-case.ts";
import { chosenCityId } from "../cities/get-city.ts";
import { FleetChannel, type FleetUpdate } from "./watching/fleet-channel.ts";
import { type FleetView, operatorView, riderView, type WatchedPart } from "./watching/fleet-view.ts";
import { followChannel } from "./watching/follow-channel.ts";
import type { LiveContext } from "./live-context.ts";

const input = z.object({
  /** The actor's own when left out. */
  cityId: cityIdSchema.optional(),
  /** The part of the map to watch, degrees. Riders see at most 3 km around its middle. */
  bounds: boundsSchema.optional(),
  vehicleType: vehicleTypeSchema.optional(),
});

/** Riders' parts are widened to this grid (about 550 m), so that riders around one place share an update. */
const RIDER_GRID_PER_DEG = 200;
/** A bound that lies on the grid stays there, whatever floating point made of it. */
const ON_GRID = 1e-6;

/**
 * The live fleet: a snapshot at once, then what changed, at most once a second; a new snapshot whenever the watcher fell
 * behind. Admins and services see every driver with state and order; everyone else the available cars near the middle of
 * their map, under keys that change every ten minutes. Who watches the same part gets the same objects, marked with
 * `markShared`.
 */
export const watchFleet = streamCase({
  kind: "query",
  permission: "positions.read",
  within: { cityId: "city" },
  input,
  refusals: ["CITY_NOT_FOUND"],
  async *run(
    ctx: LiveContext,
    actor,
    { bounds, vehicleType, ...asked },
    signal,
  ): AsyncGenerator<FleetUpdate, void, undefined> {
    const cityId = await chosenCityId(ctx, actor, asked.cityId);
    const seesAll = actor.role === "admin" || actor.role === "service";
    const part: WatchedPart = { bounds: seesAll || bounds === undefined ? bounds : onGrid(bounds), vehicleType };
    const key = JSON.stringify([seesAll, part.bounds, vehicleType]);
    const nowMs = (): number => ctx.clock().getTime();
    yield* ctx.positionFeed.watch(cityId, async function* (city) {
      const makeView = (): FleetView => (seesAll ? operatorView(part) : riderView(city, part));
      using shared = ctx.fleetChannels.join(city, key, () => new FleetChannel(city, makeView, nowMs));
      yield* followChannel(city, shared.channel, signal);
    });
  },
});

function onGrid([west, south, east, north]: Bounds): Bounds {
  const down = (deg: number): number => Math.floor(deg * RIDER_GRID_PER_DEG + ON_GRID) / RIDER_GRID_PER_DEG;
  const up = (deg: number): number => Math.ceil(deg * RIDER_GRID_PER_DEG - ON_GRID) / RIDER_GRID_PER_DEG;
  return [down(west), down(south), up(east), up(north)];
}
