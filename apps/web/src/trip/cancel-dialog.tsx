"use client";
import { useRpc } from "@atlas/features/rpc";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { Button } from "@atlas/ui/button";
import { Dialog } from "@atlas/ui/dialog";
import { Notice } from "@atlas/ui/notice";
import { toast } from "@atlas/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Order } from "../views.ts";
import { useActiveTrip } from "./active-trip.tsx";

interface CancelDialogProps {
  readonly order: Order;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Asks once before a trip is cancelled, and says what it may cost. */
export function CancelDialog({ order, isOpen, onClose }: CancelDialogProps): ReactNode {
  const t = useTranslations("trip");
  const errorText = useErrorText();
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const { take } = useActiveTrip();
  const isOver = order.status === "STARTED" || order.endedAt !== null;

  const cancel = useMutation(
    rpc.order.cancel.mutationOptions({
      onSuccess: (cancelled) => {
        onClose();
        take(cancelled);
        const hasFee = cancelled.cancelFeeMinor !== null && cancelled.cancelFeeMinor !== "0";
        const withFee = cancelled.paymentMethod === "cash" ? "cancelledWithFeeOwed" : "cancelledWithFee";
        toast(t(hasFee ? withFee : "cancelled"));
        void queryClient.invalidateQueries(rpc.wallet.pathFilter());
        void queryClient.invalidateQueries(rpc.order.list.pathFilter());
      },
    }),
  );
  // While the question stood open the trip began or ended: there is nothing left to cancel.
  useEffect(() => {
    if (isOpen && isOver) onClose();
  }, [isOpen, isOver, onClose]);

  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={t("cancelTitle")}
      description={
        order.driver
          ? t(order.isQueued ? "cancelQueuedHint" : "cancelMatchedHint", { name: order.driver.name })
          : t("cancelSearchingHint")
      }
      actions={
        <>
          <Button size="lg" onClick={onClose}>
            {t("keep")}
          </Button>
          <Button
            size="lg"
            variant="danger"
            isBusy={cancel.isPending}
            onClick={() => cancel.mutate({ orderId: order.orderId })}
          >
            {t("cancelConfirm")}
          </Button>
        </>
      }
    >
      {cancel.isError ? <Notice tone="stop">{errorText(cancel.error)}</Notice> : null}
    </Dialog>
  );
}
