"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { Instant, Money } from "@atlas/ui/figures";
import { statusOf } from "@atlas/ui/status-chip";
import Link from "next/link";
import { useTranslations } from "use-intl";

import { StateChip } from "../shell/state-chip.tsx";
import type { Column } from "../table/data-table.tsx";

type OrderRow = RouterOutputs["ops"]["orders"]["items"][number];

export function useOrderColumns(): Column<OrderRow>[] {
  const t = useTranslations();
  const none = <span className="text-muted">{t("common.none")}</span>;
  return [
    {
      key: "order",
      header: t("orders.order"),
      cell: ({ orderId }) => (
        <Link
          href={`/orders/${orderId}`}
          className="touch font-mono text-xs font-semibold underline underline-offset-4"
        >
          {orderId.slice(-8)}
        </Link>
      ),
      isFixed: true,
    },
    { key: "status", header: t("orders.status"), cell: (order) => <StateChip status={statusOf(order)} /> },
    { key: "created", header: t("orders.created"), cell: ({ createdAt }) => <Instant at={createdAt} /> },
    { key: "rider", header: t("orders.rider"), cell: ({ riderName }) => riderName, isSecondary: true },
    {
      key: "driver",
      header: t("orders.driver"),
      cell: ({ driver }) => driver?.name ?? none,
      isSecondary: true,
    },
    {
      key: "route",
      header: t("orders.route"),
      cell: ({ pickup, dropoff }) => `${pickup.label} → ${dropoff.label}`,
      isSecondary: true,
    },
    {
      key: "vehicle",
      header: t("orders.vehicle"),
      cell: ({ vehicleType }) => t(`ui.vehicle.${vehicleType}`),
      isSecondary: true,
    },
    {
      key: "payment",
      header: t("orders.payment"),
      cell: ({ paymentMethod }) => t(`ui.payment.${paymentMethod}`),
      isSecondary: true,
    },
    {
      key: "fare",
      header: t("orders.fare"),
      cell: ({ finalFareMinor, fareMinor, currency }) => (
        <Money minor={finalFareMinor ?? fareMinor} currency={currency} />
      ),
      isNumeric: true,
    },
    {
      key: "refunded",
      header: t("orders.refunded"),
      cell: ({ refundedMinor, currency }) =>
        refundedMinor === "0" ? none : <Money minor={refundedMinor} currency={currency} />,
      isNumeric: true,
      isSecondary: true,
      isOptional: true,
    },
    {
      key: "settlement",
      header: t("orders.settlement"),
      cell: ({ settlement }) => t(`orders.settlements.${settlement}`),
      isSecondary: true,
      isOptional: true,
    },
    {
      key: "ended",
      header: t("orders.ended"),
      cell: ({ endedAt }) => (endedAt ? <Instant at={endedAt} /> : none),
      isSecondary: true,
      isOptional: true,
    },
  ];
}
