import { isTerminalStatus } from "@atlas/core/order-status";
import { useRpc } from "@atlas/features/rpc";
import { useLive } from "@atlas/features/use-live";
import { errorCodeOf } from "@atlas/ui/client/error-code";
import { toast } from "@atlas/ui/toast";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { useTranslations } from "use-intl";

import type { OrderView } from "../views.ts";

export interface NextTrip {
  /** The trip that starts when the running one is finished. */
  readonly next: OrderView | null;
  /** The driver has given it back: there is nothing to show about it. */
  readonly leaveNext: (orderId: string) => void;
}

/** The trip after this one, as Atlas reports it. One that vanishes without becoming the current one is announced. */
export function useNextTrip(): NextTrip {
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const t = useTranslations("trip.next");
  const next = useLive(rpc.order.watchNext.subscriptionOptions()).data ?? null;
  const shown = useRef<OrderView | null>(null);
  const left = useRef<string | null>(null);

  useEffect(() => {
    const before = shown.current;
    shown.current = next;
    if (before === null || next !== null || before.orderId === left.current) return;
    queryClient
      .query({ ...rpc.order.get.queryOptions({ orderId: before.orderId }), staleTime: 0, retry: false })
      .then((order) => {
        if (isTerminalStatus(order.status)) toast(t("gone", { name: before.riderName }));
      })
      .catch((error: unknown) => {
        // It went to another driver; when Atlas cannot be reached, the next view of the trip says what is.
        if (errorCodeOf(error) === "ORDER_NOT_FOUND") toast(t("gone", { name: before.riderName }));
      });
  }, [next, queryClient, rpc, t]);

  const leaveNext = useCallback((orderId: string) => {
    left.current = orderId;
  }, []);
  return { next, leaveNext };
}
