import { driverProfile } from "@atlas/services/people/driver-profile";
import { giveDirections } from "@atlas/services/orders/views/give-directions";
import { saveVehicle } from "@atlas/services/people/save-vehicle";
import { driverDay } from "@atlas/services/history/driver-day";
import { driverEarnings } from "@atlas/services/wallet/earnings";
import { listPayouts, requestPayout } from "@atlas/services/wallet/payouts";
import { z } from "zod";
import { amountSchema, idSchema, idempotencyKeySchema, instantSchema } from "@atlas/core/fields";
import { command, query } from "./procedures.ts";
import { driverOnly, router } from "./trpc.ts";

export const driverRouter = router({
  profile: query(driverProfile),
  saveVehicle: command(saveVehicle),
  directions: query(giveDirections),

  earnings: driverOnly
    .input(
      z
        .object({
          from: instantSchema.optional(),
          to: instantSchema.optional(),
          bucket: z.enum(["day", "week", "trip"]).default("day"),
          driverId: idSchema.optional(),
        })
        .prefault({}),
    )
    .query(({ ctx, input }) => driverEarnings(ctx.services, ctx.actor, input)),

  /** Where a driver was on one day of the city's calendar. */
  day: query(driverDay),

  requestPayout: driverOnly
    .input(z.object({ amountMinor: amountSchema, idempotencyKey: idempotencyKeySchema }))
    .mutation(({ ctx, input }) => requestPayout(ctx.services, ctx.actor, input)),

  payouts: driverOnly.query(({ ctx }) => listPayouts(ctx.services, ctx.actor, {})),
});
