"use client";
import { useRpc } from "@atlas/features/rpc";
import { useLive } from "@atlas/features/use-live";
import type { RouterOutputs } from "@atlas/api/router";
import { ACTIVE_STATUSES } from "@atlas/core/order-status";
import { useQueries, useQueryClient } from "@tanstack/react-query";

type Order = RouterOutputs["ops"]["orders"]["items"][number];

const PAGE = 50;

/** The orders that are searching or under way, newest first. */
export function useOpenOrders(): { readonly orders: readonly Order[]; readonly isPending: boolean } {
  const rpc = useRpc();
  const queryClient = useQueryClient();
  useLive(
    rpc.ops.watchOrders.subscriptionOptions(undefined, {
      onData: () => {
        void queryClient.invalidateQueries(rpc.ops.orders.queryFilter());
        void queryClient.invalidateQueries(rpc.ops.overview.queryFilter());
      },
    }),
  );
  return useQueries({
    queries: ACTIVE_STATUSES.map((status) => rpc.ops.orders.queryOptions({ status, limit: PAGE })),
    combine: (pages) => ({
      isPending: pages.some((page) => page.isPending),
      orders: pages
        .flatMap((page) => page.data?.items ?? [])
        .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)),
    }),
  });
}
