"use client";
import { useRpc } from "@atlas/features/rpc";
import { useLive } from "@atlas/features/use-live";
import { type InfiniteData, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";

import { Refresher } from "./refresher.ts";
import { newsOf, patchPage, type News, type OrderPage, type OrderRow } from "./patch-orders.ts";

/** Lists are read again this often at most, however much happens. */
const REFRESH_MS = 1_000;

/**
 * Keeps every list of orders on the page as the city is: a row in sight changes with the event itself, and a list into which the order
 * may belong now is read again, all of them together once a second at most.
 */
export function useLiveOrders(): void {
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const refresher = useMemo(
    () =>
      new Refresher(REFRESH_MS, () => {
        void queryClient.invalidateQueries(rpc.ops.orders.pathFilter());
        void queryClient.invalidateQueries(rpc.ops.overview.queryFilter());
      }),
    [queryClient, rpc],
  );
  useEffect(() => () => refresher.stop(), [refresher]);

  function take(order: OrderRow): void {
    const news: News[] = [];
    queryClient.setQueriesData<OrderPage>(rpc.ops.orders.queryFilter(), (page) => {
      if (page === undefined) return page;
      news.push(newsOf(page.items, order));
      return patchPage(page, order);
    });
    queryClient.setQueriesData<InfiniteData<OrderPage>>(rpc.ops.orders.infiniteQueryFilter(), (data) => {
      if (data === undefined) return data;
      news.push(
        newsOf(
          data.pages.flatMap(({ items }) => items),
          order,
        ),
      );
      return { ...data, pages: data.pages.map((page) => patchPage(page, order)) };
    });
    if (news.includes("moved")) refresher.ask();
  }
  useLive(rpc.ops.watchOrders.subscriptionOptions(undefined, { onData: take }));
}
