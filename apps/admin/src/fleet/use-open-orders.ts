"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { ACTIVE_STATUSES } from "@atlas/core/order-status";
import { useRpc } from "@atlas/features/rpc";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";

import { useLiveOrders } from "../orders/use-live-orders.ts";

const MAX_SHOWN = 100;

/** The orders that are searching or under way, newest first. */
export function useOpenOrders(): UseQueryResult<RouterOutputs["ops"]["orders"], unknown> {
  const rpc = useRpc();
  useLiveOrders();
  return useQuery(rpc.ops.orders.queryOptions({ statuses: [...ACTIVE_STATUSES], limit: MAX_SHOWN }));
}
