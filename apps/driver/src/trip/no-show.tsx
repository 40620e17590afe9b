"use client";
import { useRpc } from "@atlas/features/rpc";
import { Button } from "@atlas/ui/button";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { useLocale } from "@atlas/ui/client/use-locale";
import { Dialog } from "@atlas/ui/dialog";
import { formatMoney } from "@atlas/ui/format";
import { Notice } from "@atlas/ui/notice";
import { useNow } from "@atlas/ui/use-now";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useDrive } from "../drive/drive-context.ts";
import type { OrderView } from "../views.ts";

/** Once the free waiting is over the driver may end the trip, because the rider does not come. */
export function NoShow({ order }: { readonly order: OrderView }): ReactNode {
  const t = useTranslations("trip.noShow");
  const locale = useLocale();
  const now = useNow(1_000);
  const [isAsking, setIsAsking] = useState(false);
  const errorText = useErrorText();
  const end = useEndAsNoShow();
  const { waiting } = order;
  if (waiting === null || now.getTime() < Date.parse(waiting.freeUntil)) return null;
  const fee = waiting.noShowFeeMinor === "0" ? null : formatMoney(waiting.noShowFeeMinor, order.currency, locale);
  return (
    <>
      <Button isWide onClick={() => setIsAsking(true)}>
        {t("ask")}
      </Button>
      <Dialog
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        title={t("title", { name: order.riderName })}
        description={fee === null ? t("hintNoFee") : t("hint", { fee })}
        actions={
          <>
            <Button size="lg" onClick={() => setIsAsking(false)}>
              {t("keep")}
            </Button>
            <Button
              size="lg"
              variant="danger"
              isBusy={end.isPending}
              onClick={() => end.mutate({ orderId: order.orderId })}
            >
              {t("confirm")}
            </Button>
          </>
        }
      >
        {end.error ? <Notice tone="stop">{errorText(end.error)}</Notice> : null}
      </Dialog>
    </>
  );
}

function useEndAsNoShow() {
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const { applyOrder } = useDrive();
  return useMutation(
    rpc.order.endAsNoShow.mutationOptions({
      onSuccess: (ended) => {
        // What the driver gets is then there at once.
        queryClient.setQueryData(rpc.order.get.queryKey({ orderId: ended.orderId }), ended);
        applyOrder(ended);
      },
    }),
  );
}
