"use client";
import { useRpc } from "@atlas/features/rpc";
import { Badge } from "@atlas/ui/badge";
import { Button } from "@atlas/ui/button";
import { Card } from "@atlas/ui/card";
import { EmptyState } from "@atlas/ui/empty-state";
import { ErrorState } from "@atlas/ui/error-state";
import { Instant, Money } from "@atlas/ui/figures";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { StatusChip, statusOf } from "@atlas/ui/status-chip";
import { useInfiniteQuery } from "@tanstack/react-query";
import { CarFront } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PageFrame } from "../frame/page-frame.tsx";
import { VehicleIcon } from "../plan/vehicle-icon.tsx";
import type { OrderSummary } from "../views.ts";
import { tripCost } from "./trip-cost.ts";

/** Every trip of this rider, newest first. */
export function TripsPage(): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const trips = useInfiniteQuery(
    rpc.order.list.infiniteQueryOptions({ limit: 20 }, { getNextPageParam: (page) => page.nextCursor }),
  );
  const items = trips.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <PageFrame title={t("nav.trips")}>
      {trips.isPending ? (
        <SkeletonRows rows={6} label={t("ui.loading")} />
      ) : trips.isError ? (
        <ErrorState error={trips.error} onRetry={() => void trips.refetch()} />
      ) : items.length === 0 ? (
        <EmptyState
          icon={<CarFront size={26} aria-hidden="true" />}
          title={t("trips.empty")}
          hint={t("trips.emptyHint")}
          action={
            <Button asChild variant="primary">
              <Link href="/">{t("trips.bookFirst")}</Link>
            </Button>
          }
        />
      ) : (
        <>
          <Card isPadded={false}>
            <ul className="divide-y divide-line">
              {items.map((order) => (
                <TripRow key={order.orderId} order={order} />
              ))}
            </ul>
          </Card>
          {trips.hasNextPage ? (
            <Button isBusy={trips.isFetchingNextPage} onClick={() => void trips.fetchNextPage()}>
              {t("wallet.more")}
            </Button>
          ) : null}
        </>
      )}
    </PageFrame>
  );
}

function TripRow({ order }: { readonly order: OrderSummary }): ReactNode {
  const t = useTranslations();
  const { minor, isCharged } = tripCost(order);
  return (
    <li>
      <Link href={`/trips/${order.orderId}`} className="flex min-h-18 items-center gap-3 px-4 py-3 hover:bg-sunken">
        <span className="flex size-11 shrink-0 items-center justify-center rounded-full bg-sunken">
          <VehicleIcon vehicleType={order.vehicleType} size={22} />
        </span>
        <span className="min-w-0 grow">
          <span className="block truncate font-semibold">{order.dropoff.label}</span>
          <span className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-muted">
            <Instant at={order.createdAt} />
            {order.status === "FINISHED" ? null : <StatusChip status={statusOf(order)} />}
            {order.fareReason?.question?.answer === null ? <Badge tone="warn">{t("fareQuestion.title")}</Badge> : null}
          </span>
        </span>
        <span className="flex shrink-0 flex-col items-end">
          <span className={isCharged ? "font-bold" : "text-muted line-through"}>
            <Money minor={minor} currency={order.currency} />
          </span>
          {order.refundedMinor === "0" ? null : (
            <span className="text-sm text-muted">
              {t("trips.refunded")} <Money minor={order.refundedMinor} currency={order.currency} />
            </span>
          )}
        </span>
      </Link>
    </li>
  );
}
