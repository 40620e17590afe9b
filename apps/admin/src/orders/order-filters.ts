import type { RouterInputs } from "@atlas/api/router";
import { ORDER_STATUSES } from "@atlas/core/order-status";
import { VEHICLE_TYPES } from "@atlas/core/vehicle";
import { type inferParserType, parseAsArrayOf, parseAsStringLiteral } from "nuqs";

import { LIST_STATE, parseAsDay, parseAsId, parseAsMinor } from "../table/list-state.ts";

export const PAYMENTS = ["wallet", "cash"] as const;
export const SORTS = ["newest", "oldest"] as const;

/** The list of orders in its address. */
export const ORDER_LIST = {
  ...LIST_STATE,
  status: parseAsArrayOf(parseAsStringLiteral(ORDER_STATUSES)),
  vehicle: parseAsStringLiteral(VEHICLE_TYPES),
  payment: parseAsStringLiteral(PAYMENTS),
  rider: parseAsId,
  driver: parseAsId,
  from: parseAsDay,
  to: parseAsDay,
  minFare: parseAsMinor,
  maxFare: parseAsMinor,
  sort: parseAsStringLiteral(SORTS).withDefault("newest"),
};

type OrderList = inferParserType<typeof ORDER_LIST>;
type OrderFilter = Omit<RouterInputs["ops"]["orderTotals"], "cityId">;

/** What the gateway is asked for. */
export function orderFilterOf(list: OrderList): OrderFilter {
  return {
    ...(list.status ? { statuses: list.status } : {}),
    ...(list.vehicle ? { vehicleType: list.vehicle } : {}),
    ...(list.payment ? { paymentMethod: list.payment } : {}),
    ...(list.rider ? { riderId: list.rider } : {}),
    ...(list.driver ? { driverId: list.driver } : {}),
    ...(list.from ? { fromDay: list.from } : {}),
    ...(list.to ? { toDay: list.to } : {}),
    ...(list.minFare ? { minFareMinor: list.minFare } : {}),
    ...(list.maxFare ? { maxFareMinor: list.maxFare } : {}),
    ...(list.q ? { query: list.q } : {}),
  };
}
