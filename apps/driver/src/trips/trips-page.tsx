"use client";
import { useRpc } from "@atlas/features/rpc";
import { Button } from "@atlas/ui/button";
import { Card } from "@atlas/ui/card";
import { EmptyState } from "@atlas/ui/empty-state";
import { ErrorState } from "@atlas/ui/error-state";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Route } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PageFrame } from "../shell/page-frame.tsx";
import { TripRow } from "./trip-row.tsx";

const PAGE_SIZE = 20;

/** Every trip of this driver, newest first. */
export function TripsPage(): ReactNode {
  const t = useTranslations("trips");
  const words = useTranslations("ui");
  const rpc = useRpc();
  const trips = useInfiniteQuery(
    rpc.order.list.infiniteQueryOptions({ limit: PAGE_SIZE }, { getNextPageParam: (page) => page.nextCursor }),
  );
  const orders = trips.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <PageFrame title={t("title")}>
      {trips.error && !trips.data ? (
        <ErrorState error={trips.error} onRetry={() => void trips.refetch()} />
      ) : trips.data === undefined ? (
        <SkeletonRows rows={6} label={words("loading")} />
      ) : orders.length === 0 ? (
        <EmptyState icon={<Route size={26} aria-hidden="true" />} title={t("empty")} hint={t("emptyHint")} />
      ) : (
        <Card isPadded={false}>
          <ul className="divide-y divide-line">
            {orders.map((order) => (
              <TripRow key={order.orderId} order={order} />
            ))}
          </ul>
        </Card>
      )}
      {trips.hasNextPage ? (
        <Button isWide isBusy={trips.isFetchingNextPage} onClick={() => void trips.fetchNextPage()}>
          {t("more")}
        </Button>
      ) : null}
    </PageFrame>
  );
}
