"use client";
import { ACTIVE_STATUSES } from "@atlas/core/order-status";
import { useRpc } from "@atlas/features/rpc";
import { useLive } from "@atlas/features/use-live";
import { ErrorState } from "@atlas/ui/error-state";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { statusOf } from "@atlas/ui/status-chip";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { AuditLink } from "../audit/audit-link.tsx";
import { BackLink } from "../shell/back-link.tsx";
import { May } from "../shell/may.tsx";
import { PageFrame } from "../shell/page-frame.tsx";
import { Section } from "../shell/section.tsx";
import { ShortId } from "../shell/short-id.tsx";
import { StateChip } from "../shell/state-chip.tsx";
import { CancelOrder } from "./cancel-order.tsx";
import { CancelTrip } from "./cancel-trip.tsx";
import { DispatchRounds } from "./dispatch-rounds.tsx";
import { OrderAlerts } from "./order-alerts.tsx";
import { OrderEvidence } from "./order-evidence.tsx";
import { FareDerivation } from "./fare-derivation.tsx";
import { OrderMap } from "./order-map.tsx";
import { OrderMoney } from "./order-money.tsx";
import { OrderOffers } from "./order-offers.tsx";
import { RefundOrder } from "./refund-order.tsx";
import { TripReplay } from "./trip-replay.tsx";
import { Timeline } from "./timeline.tsx";
import { TripFacts } from "./trip-facts.tsx";

/** One order from request to receipt: every move, every offer, every rupiah, and why its driver was chosen. */
export function OrderPage({ orderId }: { readonly orderId: string }): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const timeline = useQuery(rpc.order.timeline.queryOptions({ orderId }));
  useLive(
    rpc.order.watch.subscriptionOptions(
      { orderId },
      {
        onData: () => {
          void queryClient.invalidateQueries(rpc.order.timeline.queryFilter({ orderId }));
          void queryClient.invalidateQueries(rpc.dispatch.explain.queryFilter({ orderId }));
        },
      },
    ),
  );
  const back = <BackLink href="/orders">{t("orders.back")}</BackLink>;

  if (timeline.isPending || (timeline.isError && !timeline.data)) {
    return (
      <PageFrame title={t("orders.order")} back={back}>
        {timeline.isError ? (
          <ErrorState error={timeline.error} onRetry={() => void timeline.refetch()} />
        ) : (
          <SkeletonRows rows={6} label={t("ui.loading")} />
        )}
      </PageFrame>
    );
  }
  const { order, transitions, evidence, offers, holds, transfers } = timeline.data;
  const paidMinor = order.settlement === "settled" ? BigInt(order.finalFareMinor ?? order.cancelFeeMinor ?? 0) : 0n;
  const leftMinor = paidMinor - BigInt(order.refundedMinor);
  const isUnderWay = order.status === "STARTED" || order.status === "ARRIVED";
  const isActive = ACTIVE_STATUSES.some((status) => status === order.status);
  return (
    <PageFrame
      title={`${order.pickup.label} → ${order.dropoff.label}`}
      back={back}
      actions={
        <>
          <StateChip status={statusOf(order)} />
          <ShortId id={order.orderId} />
          <AuditLink of={{ about: order.orderId }} />
          {leftMinor > 0n ? (
            <May permission="orders.refund">
              <RefundOrder orderId={order.orderId} currency={order.currency} leftMinor={leftMinor} />
            </May>
          ) : null}
          {isUnderWay ? (
            <May permission="orders.refund">
              <CancelTrip orderId={order.orderId} currency={order.currency} />
            </May>
          ) : isActive ? (
            <May permission="orders.cancel">
              <CancelOrder orderId={order.orderId} />
            </May>
          ) : null}
        </>
      }
    >
      <TripReplay orderId={orderId} hasTrack={order.startedAt !== null && !isActive}>
        <div className="grid gap-4 lg:grid-cols-[1.4fr_1fr]">
          <div className="flex min-w-0 flex-col gap-4">
            <OrderMap order={order} />
            <Section title={t("orders.derivation.title")}>
              <FareDerivation order={order} />
            </Section>
            <Section title={t("orders.money")}>
              <OrderMoney holds={holds} transfers={transfers} currency={order.currency} />
            </Section>
            <Section title={t("orders.explain")}>
              <DispatchRounds orderId={orderId} />
            </Section>
          </div>
          <div className="flex min-w-0 flex-col gap-4">
            <Section title={t("orders.trip")}>
              <TripFacts order={order} />
            </Section>
            <OrderAlerts orderId={orderId} />
            <Section title={t("orders.timeline")}>
              <Timeline transitions={transitions} />
            </Section>
            <Section title={t("orders.evidence.title")}>
              <OrderEvidence evidence={evidence} />
            </Section>
            <Section title={t("orders.offers")}>
              <OrderOffers offers={offers} />
            </Section>
          </div>
        </div>
      </TripReplay>
    </PageFrame>
  );
}
