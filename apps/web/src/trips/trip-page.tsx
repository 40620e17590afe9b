"use client";
import { isActiveStatus } from "@atlas/core/order-status";
import { useRpc } from "@atlas/features/rpc";
import { useCity } from "@atlas/features/use-city";
import { Avatar } from "@atlas/ui/avatar";
import { Button } from "@atlas/ui/button";
import { Card } from "@atlas/ui/card";
import { ErrorState } from "@atlas/ui/error-state";
import { Distance, Duration, Instant, Money } from "@atlas/ui/figures";
import { AtlasMap } from "@atlas/ui/map/atlas-map";
import { FitTo } from "@atlas/ui/map/fit-to";
import { PointMarker } from "@atlas/ui/map/point-marker";
import { RouteLine } from "@atlas/ui/map/route-line";
import { RatingMark } from "@atlas/ui/rating";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { StatusChip, statusOf } from "@atlas/ui/status-chip";
import { TripNote } from "@atlas/ui/trip-note";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PageFrame } from "../frame/page-frame.tsx";
import { TripEnds } from "../plan/trip-ends.tsx";
import { FareQuestion, unsettledInterval } from "../trip/fare-question.tsx";
import { tripSeconds } from "../trip/finished-panel.tsx";
import { RateDriver } from "../trip/rate-driver.tsx";
import { ReceiptLines } from "../trip/receipt-lines.tsx";
import type { Order } from "../views.ts";

/** One trip with its route and receipt. */
export function TripPage({ orderId }: { readonly orderId: string }): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const trip = useQuery({
    ...rpc.order.get.queryOptions({ orderId }),
    refetchInterval: ({ state }) => (state.data ? unsettledInterval(state.data) : false),
  });
  return (
    <PageFrame title={t("receipt.title")} backHref="/trips">
      {trip.isPending ? (
        <SkeletonRows rows={5} label={t("ui.loading")} />
      ) : trip.isError ? (
        <ErrorState error={trip.error} onRetry={() => void trip.refetch()} />
      ) : (
        <TripDetails order={trip.data} />
      )}
    </PageFrame>
  );
}

function TripDetails({ order }: { readonly order: Order }): ReactNode {
  const t = useTranslations();
  const city = useCity();
  const fee = order.cancelFeeMinor && order.cancelFeeMinor !== "0" ? order.cancelFeeMinor : null;
  return (
    <>
      <div className="h-56 overflow-hidden rounded-card border border-line">
        <AtlasMap city={city.data ?? null}>
          <RouteLine geometry={order.route} />
          <PointMarker kind="pickup" at={order.pickup} label={order.pickup.label} />
          <PointMarker kind="dropoff" at={order.dropoff} label={order.dropoff.label} />
          <FitTo points={[order.pickup, order.dropoff]} />
        </AtlasMap>
      </div>
      <Card className="flex flex-col gap-4">
        <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
          <StatusChip status={statusOf(order)} />
          <span className="text-sm text-muted">
            <Instant at={order.startedAt ?? order.createdAt} format="full" />
          </span>
        </div>
        <TripEnds pickup={order.pickup} dropoff={order.dropoff} />
        {order.note === null ? null : <TripNote label={t("trip.yourNote")} note={order.note} />}
        <p className="text-muted">
          <Distance metres={order.distanceM} isEstimate={order.isEstimate} /> ·{" "}
          <Duration seconds={tripSeconds(order)} /> · {t(`ui.vehicle.${order.vehicleType}`)}
        </p>
        {order.driver ? (
          <div className="flex items-center gap-3 border-t border-line pt-3">
            <Avatar name={order.driver.name} size={40} />
            <div className="min-w-0 grow">
              <p className="flex items-center gap-2 font-semibold">
                {order.driver.name}
                {order.driver.rating === null ? null : <RatingMark rating={order.driver.rating} />}
              </p>
              <p className="truncate text-sm text-muted">
                {order.driver.vehicleModel} · <span className="font-mono">{order.driver.plate}</span>
              </p>
            </div>
          </div>
        ) : null}
      </Card>
      {order.status === "FINISHED" ? (
        <>
          <FareQuestion order={order} />
          <Card>
            <ReceiptLines order={order} />
          </Card>
          <Card>
            <RateDriver order={order} />
          </Card>
        </>
      ) : isActiveStatus(order.status) ? (
        <Button asChild variant="primary" size="lg">
          <Link href="/">{t("trips.follow")}</Link>
        </Button>
      ) : (
        <Card className="flex flex-col gap-1 text-muted">
          {order.isNoShow ? (
            <>
              <h2 className="font-semibold text-ink">{t("trip.noShowTitle")}</h2>
              <p>{t("trip.noShowHint")}</p>
            </>
          ) : null}
          {fee ? (
            <p>
              {t(order.isNoShow ? "trip.noShowFee" : "trip.feeCharged")} <Money minor={fee} currency={order.currency} />
            </p>
          ) : (
            t("trip.nothingCharged")
          )}
        </Card>
      )}
      <p className="text-center text-xs text-muted">
        {t("receipt.number")} <span className="font-mono">{order.orderId}</span>
      </p>
    </>
  );
}
