import type { AppRouter, RouterOutputs } from "@atlas/api/router";
import type { inferProcedureOutput } from "@trpc/server";

export type DriverProfile = RouterOutputs["driver"]["profile"];
export type Vehicle = DriverProfile["vehicles"][number];
export type BalanceView = RouterOutputs["wallet"]["balance"];
export type EarningsView = RouterOutputs["driver"]["earnings"];
export type EarningsBucket = EarningsView["buckets"][number];
export type EarningsItem = EarningsView["items"][number];
export type OrderView = RouterOutputs["order"]["get"];
export type OrderSummary = RouterOutputs["order"]["list"]["items"][number];
type Offers = inferProcedureOutput<AppRouter["dispatch"]["offers"]>;
/** What `dispatch.offers` yields when there is an offer. */
export type OfferView = NonNullable<Offers extends AsyncIterable<infer Offer> ? Offer : never>;
