"use client";
import { useRpc } from "@atlas/features/rpc";
import { Button } from "@atlas/ui/button";
import { Card } from "@atlas/ui/card";
import { ErrorState } from "@atlas/ui/error-state";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { StatusChip, statusOf } from "@atlas/ui/status-chip";
import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PageFrame } from "../shell/page-frame.tsx";
import { EarningsLines } from "../trip/earnings-lines.tsx";
import { FareReason } from "../trip/fare-reason.tsx";
import { useTripEarnings } from "../trip/use-trip-earnings.ts";
import type { OrderView } from "../views.ts";
import { TripFacts } from "./trip-facts.tsx";
import { TripMap } from "./trip-map.tsx";

/** One trip of the past: its route, its times, and what it paid. */
export function TripPage({ orderId }: { readonly orderId: string }): ReactNode {
  const t = useTranslations("trips");
  const words = useTranslations("ui");
  const rpc = useRpc();
  const order = useQuery(rpc.order.get.queryOptions({ orderId }));
  return (
    <PageFrame
      title={t("detail")}
      aside={
        <Button variant="quiet" asChild>
          <Link href="/trips">
            <ArrowLeft size={20} aria-hidden="true" />
            {t("allTrips")}
          </Link>
        </Button>
      }
    >
      {order.data ? (
        <Trip order={order.data} />
      ) : order.error ? (
        <ErrorState error={order.error} onRetry={() => void order.refetch()} />
      ) : (
        <SkeletonRows label={words("loading")} />
      )}
    </PageFrame>
  );
}

function Trip({ order }: { readonly order: OrderView }): ReactNode {
  const t = useTranslations("trips");
  const earned = useTripEarnings(order);
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <StatusChip status={statusOf(order)} />
        {order.cancelledBy ? (
          <span className="text-muted">{t(order.isNoShow ? "noShow" : `cancelledBy.${order.cancelledBy}`)}</span>
        ) : null}
        {order.cancelReason ? <span className="text-muted">{order.cancelReason}</span> : null}
      </div>
      <TripMap order={order} />
      {earned ? (
        <section className="flex flex-col gap-2">
          <h2 className="text-lg font-bold">{t("receipt")}</h2>
          <Card className="py-1">
            <EarningsLines earned={earned} currency={order.currency} />
          </Card>
          <FareReason order={order} />
        </section>
      ) : null}
      <TripFacts order={order} />
    </>
  );
}
