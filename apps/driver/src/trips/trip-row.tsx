"use client";
import { useLocale } from "@atlas/ui/client/use-locale";
import { Instant } from "@atlas/ui/figures";
import { formatMoney } from "@atlas/ui/format";
import { StatusChip, statusOf } from "@atlas/ui/status-chip";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { Leg } from "../trip/leg.tsx";
import type { OrderSummary } from "../views.ts";

/** One trip in the list. */
export function TripRow({ order }: { readonly order: OrderSummary }): ReactNode {
  const t = useTranslations("trips");
  const locale = useLocale();
  const isCancelled = order.status === "CANCELLED";
  const paid = isCancelled ? order.cancelFeeMinor : (order.finalFareMinor ?? order.fareMinor);
  return (
    <li>
      <Link
        href={`/trips/${order.orderId}`}
        aria-label={t("open", { pickup: order.pickup.label, dropoff: order.dropoff.label })}
        className="flex items-center gap-3 px-4 py-4 transition-colors duration-160 hover:bg-sunken"
      >
        <div className="flex min-w-0 grow flex-col gap-2">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <span className="text-sm font-semibold text-muted">
              <Instant at={order.createdAt} />
            </span>
            <StatusChip status={statusOf(order)} />
          </div>
          <Leg kind="pickup" label={order.pickup.label} />
          <Leg kind="dropoff" label={order.dropoff.label} />
          {paid === null ? null : (
            <span className="font-bold">
              {t(isCancelled ? "feeOf" : "fareOf", { amount: formatMoney(paid, order.currency, locale) })}
            </span>
          )}
        </div>
        <ChevronRight size={20} aria-hidden="true" className="shrink-0 text-muted" />
      </Link>
    </li>
  );
}
