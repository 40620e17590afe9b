"use client";
import { useRpc } from "@atlas/features/rpc";
import { Money } from "@atlas/ui/figures";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { ErrorState } from "@atlas/ui/error-state";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Order } from "../views.ts";
import { FareReason } from "./fare-reason.tsx";

const KNOWN_LINES = [
  "fare",
  "waiting",
  "early-end",
  "not-confirmed",
  "cancel-fee",
  "owed-before",
  "refund",
  "driven",
] as const;

/** What was paid, line by line, and whether the ledger has taken it. */
export function ReceiptLines({ order }: { readonly order: Order }): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const receipt = useQuery({
    ...rpc.order.receipt.queryOptions({ orderId: order.orderId }),
    refetchInterval: order.settlement === "pending" ? 2_000 : false,
  });
  if (receipt.isPending) return <SkeletonRows rows={2} label={t("ui.loading")} />;
  if (receipt.isError) return <ErrorState error={receipt.error} onRetry={() => void receipt.refetch()} />;
  const { lines, totalMinor, capturedAt } = receipt.data;
  return (
    <div className="flex flex-col gap-2">
      <dl className="flex flex-col gap-1.5">
        {lines.map((line, index) => (
          <div key={`${line.kind}-${index}`} className="flex justify-between gap-4">
            <dt className="text-muted">{lineName(line.kind)}</dt>
            <dd className="font-semibold">
              <Money minor={line.amountMinor} currency={order.currency} />
            </dd>
          </div>
        ))}
        <div className="flex justify-between gap-4 border-t border-line pt-2 text-lg font-bold">
          <dt>{t("receipt.total")}</dt>
          <dd>
            <Money minor={totalMinor} currency={order.currency} />
          </dd>
        </div>
      </dl>
      <FareReason order={order} />
      <p className="text-sm text-muted">
        {order.paymentMethod === "cash"
          ? t("receipt.paidCash")
          : capturedAt || order.settlement === "settled"
            ? t("receipt.paidWallet")
            : t("receipt.settling")}
      </p>
    </div>
  );

  function lineName(kind: string): string {
    if (kind === "cancel-fee" && order.isNoShow) return t("receipt.noShow");
    const known = KNOWN_LINES.find((name) => name === kind);
    return known ? t(`receipt.lines.${known}`) : kind;
  }
}
