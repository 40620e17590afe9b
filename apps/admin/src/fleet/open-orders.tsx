"use client";
import { isActiveStatus } from "@atlas/core/order-status";
import { EmptyState } from "@atlas/ui/empty-state";
import { ErrorState } from "@atlas/ui/error-state";
import { Money, RelativeTime } from "@atlas/ui/figures";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { statusOf } from "@atlas/ui/status-chip";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { StateChip } from "../shell/state-chip.tsx";
import { useOpenOrders } from "./use-open-orders.ts";

export function OpenOrders(): ReactNode {
  const t = useTranslations();
  const open = useOpenOrders();
  const orders = open.data?.items.filter(({ status }) => isActiveStatus(status));
  return (
    <section aria-label={t("fleet.openOrders")} className="flex flex-col gap-2">
      <h2 className="text-sm font-bold">
        {t("fleet.openOrders")}{" "}
        {orders === undefined ? null : (
          <span className="figures text-muted">
            {orders.length}
            {open.data?.nextCursor ? "+" : ""}
          </span>
        )}
      </h2>
      {open.isError ? <ErrorState error={open.error} onRetry={() => void open.refetch()} /> : null}
      {open.isPending ? (
        <SkeletonRows rows={4} label={t("ui.loading")} />
      ) : orders === undefined ? null : orders.length === 0 ? (
        <EmptyState title={t("fleet.noOrders")} hint={t("fleet.noOrdersHint")} />
      ) : (
        <ul className="flex flex-col gap-2">
          {orders.map((order) => (
            <li key={order.orderId}>
              <Link
                href={`/orders/${order.orderId}`}
                className="flex flex-col gap-1 rounded-card border border-line bg-raised px-3.5 py-2.5 text-sm transition-colors duration-160 hover:border-control"
              >
                <span className="flex items-center justify-between gap-2">
                  <StateChip status={statusOf(order)} />
                  <span className="text-xs text-muted">
                    <RelativeTime at={order.createdAt} />
                  </span>
                </span>
                <span className="truncate font-semibold">
                  {order.pickup.label} → {order.dropoff.label}
                </span>
                <span className="flex justify-between gap-2 text-muted">
                  <span className="truncate">
                    {order.riderName}
                    {order.driver ? ` · ${order.driver.name}` : ""}
                  </span>
                  <Money minor={order.fareMinor} currency={order.currency} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
