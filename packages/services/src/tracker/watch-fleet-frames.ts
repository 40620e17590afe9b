import { cityIdSchema } from "@atlas/core/fields";
import { z } from "zod";
import { chosenCityId } from "../cities/get-city.ts";
import { streamCase } from "../use-case.ts";
import type { LiveContext } from "./live-context.ts";
import { followChannel } from "./watching/follow-channel.ts";
import { FrameChannel, type FleetFrame } from "./watching/frame-channel.ts";

/**
 * The whole live fleet of a city for operators' maps, packed: a snapshot at once, then what changed, at most once a second; a new snapshot
 * whenever the watcher fell behind. All watchers of a city get the same objects, marked with `markShared`.
 */
export const watchFleetFrames = streamCase({
  kind: "query",
  permission: "ops.read",
  within: { cityId: "city" },
  input: z.object({
    /** The actor's own when left out. */
    cityId: cityIdSchema.optional(),
  }),
  refusals: ["CITY_NOT_FOUND"],
  async *run(ctx: LiveContext, actor, asked, signal): AsyncGenerator<FleetFrame, void, undefined> {
    const cityId = await chosenCityId(ctx, actor, asked.cityId);
    const nowMs = (): number => ctx.clock().getTime();
    yield* ctx.positionFeed.watch(cityId, async function* (city) {
      using shared = ctx.frameChannels.join(city, "all", () => new FrameChannel(city, nowMs));
      yield* followChannel(city, shared.channel, signal);
    });
  },
});
