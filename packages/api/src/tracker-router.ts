import { pingSchema } from "@atlas/core/ping";
import { homeCityId } from "@atlas/services/cities/get-city";
import { driverProfile } from "@atlas/services/people/driver-profile";
import { driverLocation } from "@atlas/services/tracker/driver-location";
import { nearbyDrivers } from "@atlas/services/tracker/nearby-drivers";
import { setAvailability } from "@atlas/services/dispatch/set-availability";
import { updateLocation } from "@atlas/services/tracker/update-location";
import { updateLocations } from "@atlas/services/tracker/update-locations";
import { watchDriver } from "@atlas/services/tracker/watch-driver";
import { watchFleet } from "@atlas/services/tracker/watch-fleet";
import { z } from "zod";
import { boundsSchema, idSchema, vehicleTypeSchema } from "@atlas/core/fields";
import { driverOnly, router, signedIn, signedInUnmetered } from "./trpc.ts";

const NEARBY_RADIUS_M = 2_000;

/** One ping of a batch. Only service accounts name a driver. */
export type PingInput = z.input<typeof pingSchema> & { driverId?: string | undefined };

export const trackerRouter = router({
  updateLocation: signedInUnmetered
    .input(pingSchema)
    .mutation(({ ctx, input }) => updateLocation(ctx.services, ctx.actor, input)),

  /** Each ping is judged alone by the use case, so that a bad one does not lose the rest. */
  updateLocations: signedInUnmetered
    .input(z.object({ pings: z.array(z.custom<PingInput>()).min(1).max(500) }))
    .mutation(({ ctx, input }) => updateLocations(ctx.services, ctx.actor, input)),

  nearbyDrivers: signedIn
    .input(
      z.object({
        lat: z.number().min(-90).max(90),
        lng: z.number().min(-180).max(180),
        radiusM: z.number().positive().max(20_000).default(NEARBY_RADIUS_M),
        vehicleType: vehicleTypeSchema.optional(),
        limit: z.int().min(1).max(100).default(20),
      }),
    )
    .query(async ({ ctx, input }) => {
      const cityId = await homeCityId(ctx.services, ctx.actor);
      return await nearbyDrivers(ctx.services, ctx.actor, { ...input, cityId });
    }),

  driverLocation: signedIn
    .input(z.object({ driverId: idSchema }))
    .query(({ ctx, input }) => driverLocation(ctx.services, ctx.actor, input)),

  setAvailability: driverOnly
    .input(
      z.object({
        driverId: idSchema.optional(),
        isAvailable: z.boolean(),
        autoAccept: z.boolean().optional(),
        vehicleId: idSchema.optional(),
      }),
    )
    .mutation(async ({ ctx, input }) => {
      const { driverId } = await setAvailability(ctx.services, ctx.actor, input);
      ctx.services.pingIntake.forget(driverId);
      return await driverProfile(ctx.services, ctx.actor, { driverId });
    }),

  watchFleet: signedIn
    .input(z.object({ bounds: boundsSchema.optional(), vehicleType: vehicleTypeSchema.optional() }).prefault({}))
    .subscription(async function* ({ ctx, input, signal }) {
      const cityId = await homeCityId(ctx.services, ctx.actor);
      yield* watchFleet(ctx.services, ctx.actor, { ...input, cityId }, signal ?? NEVER);
    }),

  watchDriver: signedIn.input(z.object({ orderId: idSchema })).subscription(async function* ({ ctx, input, signal }) {
    yield* watchDriver(ctx.services, ctx.actor, input, signal ?? NEVER);
  }),
});

/** For callers without a connection that could end. */
const NEVER = new AbortController().signal;
