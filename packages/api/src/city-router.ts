import { latLngSchema } from "@atlas/core/geo";
import { getCity } from "@atlas/services/cities/get-city";
import { z } from "zod";
import { cityIdSchema } from "./fields.ts";
import { notYet } from "./not-yet.ts";
import { anyone, router, signedIn } from "./trpc.ts";
import type { FoundPlaceView } from "./views.ts";

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
    .query((): Promise<readonly FoundPlaceView[]> => notYet("city.search")),
  reverse: signedIn.input(latLngSchema).query((): Promise<Omit<FoundPlaceView, "kind">> => notYet("city.reverse")),
});
