import { latLngSchema } from "@atlas/core/geo";
import { getCity } from "@atlas/services/cities/get-city";
import { reversePlace } from "@atlas/services/cities/reverse-place";
import { searchPlaces } from "@atlas/services/cities/search-places";
import { z } from "zod";
import { cityIdSchema } from "@atlas/core/fields";
import { anyone, router, signedIn } from "./trpc.ts";

export const cityRouter = router({
  get: anyone
    .input(z.object({ cityId: cityIdSchema.optional() }).optional())
    .query(({ ctx, input }) => getCity(ctx.services, ctx.actor, input ?? {})),
  search: signedIn
    .input(
      z.object({
        query: z.string().trim().max(200),
        near: latLngSchema.optional(),
        limit: z.int().min(1).max(20).default(8),
      }),
    )
    .query(({ ctx, input }) => searchPlaces(ctx.services, ctx.actor, input)),
  reverse: signedIn.input(latLngSchema).query(({ ctx, input }) => reversePlace(ctx.services, ctx.actor, input)),
});
