import { latLngSchema } from "@atlas/core/geo";
import { z } from "zod";
import { notYet } from "./not-yet.ts";
import { anyone, router, signedIn } from "./trpc.ts";
import type { CityView, FoundPlaceView } from "./views.ts";

export const cityRouter = router({
  get: anyone
    .input(z.object({ cityId: z.string().min(1).max(64).optional() }).optional())
    .query((): Promise<CityView> => notYet("city.get")),
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
