import { latLngSchema } from "@atlas/core/geo";
import { driverProfile } from "@atlas/services/people/driver-profile";
import { giveDirections } from "@atlas/services/orders/views/give-directions";
import { saveVehicle } from "@atlas/services/people/save-vehicle";
import { driverDay } from "@atlas/services/history/driver-day";
import { driverEarnings } from "@atlas/services/wallet/earnings";
import { listPayouts, requestPayout } from "@atlas/services/wallet/payouts";
import { z } from "zod";
import {
  amountSchema,
  daySchema,
  idSchema,
  idempotencyKeySchema,
  instantSchema,
  vehicleTypeSchema,
} from "@atlas/core/fields";
import { driverOnly, router } from "./trpc.ts";

export const driverRouter = router({
  profile: driverOnly
    .input(z.object({ driverId: idSchema.optional() }).prefault({}))
    .query(({ ctx, input }) => driverProfile(ctx.services, ctx.actor, input)),

  saveVehicle: driverOnly
    .input(
      z.object({
        vehicleType: vehicleTypeSchema,
        plate: z.string().trim().min(2).max(20),
        model: z.string().trim().min(1).max(60),
      }),
    )
    .mutation(({ ctx, input }) => saveVehicle(ctx.services, ctx.actor, input)),

  directions: driverOnly
    .input(z.object({ orderId: idSchema, from: latLngSchema }))
    .query(({ ctx, input }) => giveDirections(ctx.services, ctx.actor, input)),

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
  day: driverOnly
    .input(z.object({ driverId: idSchema.optional(), day: daySchema }))
    .query(({ ctx, input }) =>
      driverDay(ctx.services, ctx.actor, { ...input, driverId: input.driverId ?? ctx.actor.userId }),
    ),

  requestPayout: driverOnly
    .input(z.object({ amountMinor: amountSchema, idempotencyKey: idempotencyKeySchema }))
    .mutation(({ ctx, input }) => requestPayout(ctx.services, ctx.actor, input)),

  payouts: driverOnly.query(({ ctx }) => listPayouts(ctx.services, ctx.actor, {})),
});
