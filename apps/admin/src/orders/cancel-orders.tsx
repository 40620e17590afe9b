"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { isTerminalStatus } from "@atlas/core/order-status";
import { useRpc, useRpcClient } from "@atlas/features/rpc";
import { useLocale } from "@atlas/ui/client/use-locale";
import { formatMoney } from "@atlas/ui/format";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { BulkAct } from "../table/bulk-act.tsx";
import { BulkDialog, type BulkLine } from "../table/bulk-dialog.tsx";
import type { Selection } from "../table/selection.ts";

type Order = RouterOutputs["ops"]["orders"]["items"][number];

/** Cancels the orders that are chosen, after showing what that does to each. */
export function CancelOrders({ selection }: { readonly selection: Selection }): ReactNode {
  const t = useTranslations("orders");
  return (
    <BulkAct label={t("cancelMany")} isDangerous selection={selection}>
      {(orderIds, onClose) => <CancelDialog orderIds={orderIds} onClose={onClose} />}
    </BulkAct>
  );
}

interface CancelDialogProps {
  readonly orderIds: readonly string[];
  readonly onClose: () => void;
}

function CancelDialog({ orderIds, onClose }: CancelDialogProps): ReactNode {
  const t = useTranslations("orders");
  const rpc = useRpc();
  const client = useRpcClient();
  const queryClient = useQueryClient();
  const orders = useQuery({
    ...rpc.ops.orders.queryOptions({ orderIds: [...orderIds], limit: 100 }),
    // Read once, when the question is asked.
    staleTime: Infinity,
    gcTime: 0,
  });
  const lineOf = useLine();
  return (
    <BulkDialog
      title={t("cancelManyTitle")}
      hint={t("cancelManyHint")}
      action={(count) => t("cancelCount", { count })}
      isDangerous
      lines={orders.data?.items.map(lineOf)}
      error={orders.error}
      onRetry={() => void orders.refetch()}
      act={async (orderId, reason) => client.order.cancel.mutate({ orderId, reason })}
      onClose={() => {
        onClose();
        void queryClient.invalidateQueries(rpc.ops.orders.pathFilter());
        void queryClient.invalidateQueries(rpc.ops.orderTotals.queryFilter());
      }}
    />
  );
}

function useLine(): (order: Order) => BulkLine {
  const t = useTranslations();
  const locale = useLocale();
  return (order) => {
    const { orderId, riderName: rider, driver, status, paymentMethod, fareMinor, currency } = order;
    const released =
      paymentMethod === "wallet"
        ? ` ${t("orders.released", { amount: formatMoney(fareMinor, currency, locale) })}`
        : "";
    const effect =
      status === "STARTED"
        ? t("orders.cancelsTrip", { rider, driver: driver?.name ?? "" })
        : driver
          ? t("orders.cancelsMatched", { rider, driver: driver.name })
          : t("orders.cancelsSearch", { rider });
    return {
      key: orderId,
      name: `${orderId.slice(-8)} · ${rider} · ${t(`status.${status}`)}`,
      effect: effect + released,
      obstacle: isTerminalStatus(status) ? t("orders.isOver", { status: t(`status.${status}`) }) : null,
    };
  };
}
