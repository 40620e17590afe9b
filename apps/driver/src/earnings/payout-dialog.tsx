"use client";
import { useLocale } from "@atlas/ui/client/use-locale";
import { formatMoney } from "@atlas/ui/format";
import { toast } from "@atlas/ui/toast";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useRpc } from "../rpc.ts";
import { AmountDialog } from "./amount-dialog.tsx";
import { useIdempotencyKey } from "./use-idempotency-key.ts";
import { useRereadMoney } from "./use-reread-money.ts";

interface PayoutDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly currency: string;
  readonly availableMinor: string;
}

/** Asks for a part of the credit to be paid out. */
export function PayoutDialog({ isOpen, onClose, currency, availableMinor }: PayoutDialogProps): ReactNode {
  const t = useTranslations("earnings");
  const rpc = useRpc();
  const locale = useLocale();
  const { keyFor, renew } = useIdempotencyKey();
  const reread = useRereadMoney();
  const request = useMutation(
    rpc.driver.requestPayout.mutationOptions({
      onSuccess: (payout) => {
        renew();
        reread();
        onClose();
        toast.success(t("payoutRequested", { amount: formatMoney(payout.amountMinor, payout.currency, locale) }));
      },
    }),
  );
  return (
    <AmountDialog
      isOpen={isOpen}
      onClose={onClose}
      title={t("payoutTitle")}
      hint={t("payoutHint")}
      action={t("payoutRequest")}
      currency={currency}
      presets={[{ minor: availableMinor, label: t("payoutAll") }]}
      maxMinor={availableMinor}
      onSubmit={(amountMinor) => request.mutate({ amountMinor, idempotencyKey: keyFor(amountMinor) })}
      isBusy={request.isPending}
      error={request.error}
    />
  );
}
