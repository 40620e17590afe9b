"use client";
import { useRpc } from "@atlas/features/rpc";
import { Button } from "@atlas/ui/button";
import { ChoiceList } from "@atlas/ui/choice-list";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { Dialog } from "@atlas/ui/dialog";
import { Notice } from "@atlas/ui/notice";
import { toast } from "@atlas/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useDrive } from "../drive/drive-context.ts";
import type { OrderView } from "../views.ts";

const REASONS = ["riderAbsent", "riderAsked", "vehicleTrouble", "tooFar", "unsafe"] as const;
type Reason = (typeof REASONS)[number];

interface CancelDialogProps {
  readonly order: OrderView;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Asks for the reason before the driver leaves a trip, or gives the next one back. */
export function CancelDialog({ order, isOpen, onClose }: CancelDialogProps): ReactNode {
  const t = useTranslations("trip");
  const words = useTranslations(order.isQueued ? "trip.next" : "trip");
  const rpc = useRpc();
  const errorText = useErrorText();
  const { leaveOrder, leaveNext } = useDrive();
  const [reason, setReason] = useState<Reason>(order.status === "ARRIVED" ? "riderAbsent" : "riderAsked");
  const cancel = useMutation(
    rpc.order.cancel.mutationOptions({
      onMutate: () => {
        if (order.isQueued) leaveNext(order.orderId);
      },
      onSuccess: () => {
        if (!order.isQueued) leaveOrder();
        onClose();
        toast(words("cancelled"));
      },
    }),
  );
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={words("cancelTitle")}
      description={words("cancelHint")}
      actions={
        <>
          <Button onClick={onClose}>{words("cancelKeep")}</Button>
          <Button
            variant="danger"
            isBusy={cancel.isPending}
            onClick={() => cancel.mutate({ orderId: order.orderId, reason: t(`reasons.${reason}`) })}
          >
            {words("cancelConfirm")}
          </Button>
        </>
      }
    >
      <ChoiceList
        label={t("cancelReason")}
        value={reason}
        onChange={setReason}
        choices={REASONS.map((value) => ({ value, label: t(`reasons.${value}`) }))}
      />
      {cancel.error ? <Notice tone="stop">{errorText(cancel.error)}</Notice> : null}
    </Dialog>
  );
}
