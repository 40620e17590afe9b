import { PUBLIC_CELL_M } from "@atlas/core/coarse-place";
import { cityIdSchema, placeSchema, vehicleTypeSchema } from "@atlas/core/fields";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import { homeCityId } from "../cities/get-city.ts";
import type { ServiceContext } from "../context.ts";
import { nearestPickupEtaS } from "./nearest-pickup-eta.ts";
import { JOURNEY_REFUSALS, priceJourney, toPriceView } from "./price-journey.ts";
import type { PriceView } from "./views/quote-view.ts";

const MINUTE_S = 60;

/**
 * What a trip costs now and how soon a driver could be there, one price per vehicle type. It binds nobody and leaves nothing behind;
 * drivers count by the places that the public sees, in whole minutes. Needs no sign-in.
 */
export const estimateFares = useCase({
  kind: "query",
  // Routes by road for every vehicle type: as much as ten searches.
  weight: 40,
  permission: "anyone",
  input: z.object({
    /** The actor's own when left out, for strangers the first. */
    cityId: cityIdSchema.optional(),
    pickup: placeSchema,
    dropoff: placeSchema,
    /** Every vehicle type of the city when left out. */
    vehicleType: vehicleTypeSchema.optional(),
  }),
  refusals: [...JOURNEY_REFUSALS, "CITY_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, { cityId, ...asked }): Promise<PriceView[]> {
    const journey = await priceJourney(ctx, cityId ?? (await homeCityId(ctx, actor)), asked);
    const { city, pickup, prices } = journey;
    const etas = await Promise.all(
      prices.map(({ tariff }) => nearestPickupEtaS(ctx, city, tariff.vehicleType, { pickup, cellM: PUBLIC_CELL_M })),
    );
    return prices.map((price, index) => toPriceView(journey, price, inMinutes(etas[index] ?? null)));
  },
});

function inMinutes(etaS: number | null): number | null {
  return etaS === null ? null : Math.max(1, Math.ceil(etaS / MINUTE_S)) * MINUTE_S;
}
