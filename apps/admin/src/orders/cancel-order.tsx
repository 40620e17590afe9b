"use client";
import { useRpc } from "@atlas/features/rpc";
import { Button } from "@atlas/ui/button";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { Dialog } from "@atlas/ui/dialog";
import { Input } from "@atlas/ui/field";
import { Notice } from "@atlas/ui/notice";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

/** The operator's cancel, which asks for a reason. */
export function CancelOrder({ orderId }: { readonly orderId: string }): ReactNode {
  const t = useTranslations("orders");
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const [isOpen, setIsOpen] = useState(false);
  const [reason, setReason] = useState("");
  const cancel = useMutation(
    rpc.order.cancel.mutationOptions({
      onSuccess: async () => {
        setIsOpen(false);
        await queryClient.invalidateQueries(rpc.order.timeline.queryFilter({ orderId }));
      },
    }),
  );
  return (
    <>
      <Button size="sm" variant="danger" onClick={() => setIsOpen(true)}>
        {t("cancel")}
      </Button>
      <Dialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title={t("cancelTitle")}
        description={t("cancelHint")}
        actions={
          <>
            <Button onClick={() => setIsOpen(false)}>{t("keep")}</Button>
            <Button
              variant="danger"
              isBusy={cancel.isPending}
              disabled={reason.trim() === ""}
              onClick={() => cancel.mutate({ orderId, reason: reason.trim() })}
            >
              {t("cancel")}
            </Button>
          </>
        }
      >
        <Input
          label={t("cancelReason")}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
          maxLength={200}
          required
        />
        {cancel.error ? <Notice tone="stop">{errorText(cancel.error)}</Notice> : null}
      </Dialog>
    </>
  );
}
