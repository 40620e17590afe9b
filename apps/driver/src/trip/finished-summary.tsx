"use client";
import { useLocale } from "@atlas/ui/client/use-locale";
import { Money } from "@atlas/ui/figures";
import { formatMoney } from "@atlas/ui/format";
import { Notice } from "@atlas/ui/notice";
import { Skeleton } from "@atlas/ui/skeleton";
import { StatusChip } from "@atlas/ui/status-chip";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { OrderView } from "../views.ts";
import { EarningsLines } from "./earnings-lines.tsx";
import { FareReason } from "./fare-reason.tsx";
import { Leg } from "./leg.tsx";
import { useTripEarnings } from "./use-trip-earnings.ts";

/** What the trip brought, line by line, once the ledger has settled it. */
export function FinishedSummary({ order }: { readonly order: OrderView }): ReactNode {
  const t = useTranslations("summary");
  const locale = useLocale();
  const earned = useTripEarnings(order);
  const isCash = order.paymentMethod === "cash";
  const toCollect = formatMoney(order.cashToCollectMinor ?? order.fareMinor, order.currency, locale);
  const carried = order.carriedDebtMinor === "0" ? null : order.carriedDebtMinor;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col items-start gap-2">
        <StatusChip status={order.status} />
        <h1 className="text-lg font-bold">{t("title")}</h1>
        <div role="status">
          <p className="text-sm font-semibold text-muted">{t("earned")}</p>
          <div className="text-3xl font-extrabold">
            {earned ? (
              <Money minor={earned.netMinor} currency={order.currency} />
            ) : (
              <Skeleton className="my-1.5 h-8 w-44" />
            )}
          </div>
        </div>
      </div>
      <FareReason order={order} />
      {isCash ? <Notice tone="warn">{t("cash", { amount: toCollect, name: order.riderName })}</Notice> : null}
      {earned ? <EarningsLines earned={earned} currency={order.currency} /> : <Notice>{t("settling")}</Notice>}
      {isCash && carried !== null ? (
        <p className="text-sm text-muted">{t("carried", { amount: formatMoney(carried, order.currency, locale) })}</p>
      ) : null}
      {isCash ? <p className="text-sm text-muted">{t("cashCredit")}</p> : null}
      <div className="flex flex-col gap-2 border-t border-line pt-4">
        <Leg kind="pickup" label={order.pickup.label} />
        <Leg kind="dropoff" label={order.dropoff.label} />
      </div>
    </div>
  );
}
