"use client";
import { useRpc } from "@atlas/features/rpc";
import { ErrorState } from "@atlas/ui/error-state";
import { Money } from "@atlas/ui/figures";
import { Skeleton } from "@atlas/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

const REFRESH_MS = 5_000;

/** The day so far in a few large numbers. */
export function CityTotals(): ReactNode {
  const t = useTranslations("fleet");
  const rpc = useRpc();
  const overview = useQuery(rpc.ops.overview.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  if (overview.isPending) return <Skeleton className="h-64 w-full" />;
  if (!overview.data) return <ErrorState error={overview.error} onRetry={() => void overview.refetch()} />;
  const { drivers, orders, revenueTodayMinor, currency } = overview.data;
  const totals = [
    { label: t("online"), value: drivers.online },
    { label: t("available"), value: drivers.available },
    { label: t("busy"), value: drivers.busy },
    { label: t("stale"), value: drivers.stale },
    { label: t("active"), value: orders.active },
    { label: t("searching"), value: orders.searching },
    { label: t("finished"), value: orders.finishedToday },
    { label: t("lost"), value: orders.cancelledToday + orders.expiredToday },
  ];
  return (
    <dl className="grid shrink-0 grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line">
      {totals.map(({ label, value }) => (
        <div key={label} className="flex flex-col-reverse justify-end bg-raised px-3.5 py-2.5">
          <dt className="text-xs text-muted">{label}</dt>
          <dd className="figures text-xl font-bold">{value}</dd>
        </div>
      ))}
      <div className="col-span-2 flex flex-col-reverse bg-raised px-3.5 py-2.5">
        <dt className="text-xs text-muted">{t("revenue")}</dt>
        <dd className="text-2xl font-bold">
          <Money minor={revenueTodayMinor} currency={currency} />
        </dd>
      </div>
    </dl>
  );
}
