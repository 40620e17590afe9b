"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { Instant, Money } from "@atlas/ui/figures";
import { StatusChip, statusOf } from "@atlas/ui/status-chip";
import Link from "next/link";
import { useTranslations } from "use-intl";

import type { Column } from "../table/data-table.tsx";

type OrderRow = RouterOutputs["ops"]["orders"]["items"][number];

export function useOrderColumns(): Column<OrderRow>[] {
  const t = useTranslations();
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
    },
    { key: "status", header: t("orders.status"), cell: (order) => <StatusChip status={statusOf(order)} /> },
    { key: "created", header: t("orders.created"), cell: ({ createdAt }) => <Instant at={createdAt} /> },
    { key: "rider", header: t("orders.rider"), cell: ({ riderName }) => riderName, isSecondary: true },
    {
      key: "driver",
      header: t("orders.driver"),
      cell: ({ driver }) => driver?.name ?? <span className="text-muted">{t("common.none")}</span>,
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
  ];
}
