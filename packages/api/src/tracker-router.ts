import { pingSchema } from "@atlas/core/ping";
import { z } from "zod";
import { boundsSchema, idSchema, vehicleTypeSchema } from "./fields.ts";
import { notYet } from "./not-yet.ts";
import { driverOnly, router, signedIn, signedInUnmetered } from "./trpc.ts";
import type { DriverProfile, FleetUpdate, NearbyDriversView, PositionView } from "./views.ts";

const NEARBY_RADIUS_M = 2_000;

/** One ping of a batch. Each is judged alone, so that a bad one does not lose the rest; only service accounts name a driver. */
export type PingInput = z.input<typeof pingSchema> & { driverId?: string | undefined };

export const trackerRouter = router({
  updateLocation: signedInUnmetered
    .input(pingSchema)
    .mutation((): Promise<{ accepted: true }> => notYet("tracker.updateLocation")),

  updateLocations: signedInUnmetered
    .input(z.object({ pings: z.array(z.custom<PingInput>()).min(1).max(500) }))
    .mutation((): Promise<{ accepted: number; rejected: { index: number; code: string }[] }> =>
      notYet("tracker.updateLocations"),
    ),

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
    .query((): Promise<NearbyDriversView> => notYet("tracker.nearbyDrivers")),

  driverLocation: signedIn
    .input(z.object({ driverId: idSchema }))
    .query((): Promise<PositionView & { driverId: string }> => notYet("tracker.driverLocation")),

  setAvailability: driverOnly
    .input(z.object({ isAvailable: z.boolean(), autoAccept: z.boolean().optional(), vehicleId: idSchema.optional() }))
    .mutation((): Promise<DriverProfile> => notYet("tracker.setAvailability")),

  watchFleet: signedIn
    .input(z.object({ bounds: boundsSchema.optional(), vehicleType: vehicleTypeSchema.optional() }).prefault({}))
    .subscription(async function* (): AsyncGenerator<FleetUpdate, void, undefined> {
      yield notYet("tracker.watchFleet");
    }),

  watchDriver: signedIn.input(z.object({ orderId: idSchema })).subscription(async function* (): AsyncGenerator<
    PositionView | null,
    void,
    undefined
  > {
    yield notYet("tracker.watchDriver");
  }),
});
