"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { Distance, Duration, Instant, Money } from "@atlas/ui/figures";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PersonLink } from "../people/person-link.tsx";
import { Facts } from "../shell/facts.tsx";

export function TripFacts({ order }: { readonly order: RouterOutputs["order"]["get"] }): ReactNode {
  const t = useTranslations();
  const { driver } = order;
  return (
    <Facts
      facts={[
        { label: t("orders.rider"), value: <PersonLink userId={order.riderId}>{order.riderName}</PersonLink> },
        {
          label: t("orders.driver"),
          value: driver ? (
            <>
              <PersonLink userId={driver.driverId}>{driver.name}</PersonLink>
              {` · ${driver.vehicleModel} · ${driver.plate}`}
            </>
          ) : (
            t("common.none")
          ),
        },
        ...(order.queuedBehind
          ? [
              {
                label: t("orders.waitsBehind"),
                value: (
                  <Link
                    href={`/orders/${order.queuedBehind}`}
                    className="touch font-mono text-xs underline underline-offset-4"
                  >
                    {order.queuedBehind.slice(-8)}
                  </Link>
                ),
              },
            ]
          : []),
        ...(order.promotedAt
          ? [{ label: t("orders.setOut"), value: <Instant at={order.promotedAt} format="dateTime" /> }]
          : []),
        { label: t("orders.pickup"), value: order.pickup.label },
        { label: t("orders.dropoff"), value: order.dropoff.label },
        ...(order.note === null
          ? []
          : [
              {
                label: t("orders.note"),
                value: (
                  <span dir="auto" className="[overflow-wrap:anywhere]">
                    {order.note}
                  </span>
                ),
              },
            ]),
        { label: t("orders.vehicle"), value: t(`ui.vehicle.${order.vehicleType}`) },
        { label: t("orders.payment"), value: t(`ui.payment.${order.paymentMethod}`) },
        { label: t("orders.distance"), value: <Distance metres={order.distanceM} isEstimate={order.isEstimate} /> },
        { label: t("orders.duration"), value: <Duration seconds={order.durationS} /> },
        { label: t("orders.fare"), value: <Money minor={order.fareMinor} currency={order.currency} /> },
        ...(order.finalFareMinor
          ? [{ label: t("orders.finalFare"), value: <Money minor={order.finalFareMinor} currency={order.currency} /> }]
          : []),
        ...(order.cancelFeeMinor
          ? [{ label: t("orders.cancelFee"), value: <Money minor={order.cancelFeeMinor} currency={order.currency} /> }]
          : []),
        { label: t("orders.settlement"), value: t(`orders.settlements.${order.settlement}`) },
      ]}
    />
  );
}
