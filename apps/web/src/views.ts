import type { RouterOutputs } from "@atlas/api/router";

export type Order = RouterOutputs["order"]["get"];
export type OrderSummary = RouterOutputs["order"]["list"]["items"][number];
/** What a ride costs now; a quote binds it. */
export type Price = RouterOutputs["order"]["estimate"][number];
export type Quote = RouterOutputs["order"]["quote"][number];
export type City = RouterOutputs["city"]["get"];
export type FoundPlace = RouterOutputs["city"]["search"][number];
export type SavedPlace = RouterOutputs["place"]["saved"][number];
export type StatementItem = RouterOutputs["wallet"]["statement"]["items"][number];

/** A payment into the wallet. */
export type Payment = RouterOutputs["payment"]["get"];
export type WaysToPay = RouterOutputs["payment"]["ways"];

/** A point with the words a person knows it by. */
export interface Place {
  readonly label: string;
  readonly lat: number;
  readonly lng: number;
}
