"use client";
import { useIdempotencyKey } from "@atlas/features/idempotency-key";
import { useRpc } from "@atlas/features/rpc";
import { useLocale } from "@atlas/ui/client/use-locale";
import { formatMoney } from "@atlas/ui/format";
import { toast } from "@atlas/ui/toast";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { BalanceView } from "../views.ts";
import { AmountDialog } from "./amount-dialog.tsx";
import { useRereadMoney } from "./use-reread-money.ts";

interface PayoutDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly balance: BalanceView;
}

/** Asks for a part of the credit to be paid out, or says why none of it is. */
export function PayoutDialog({ isOpen, onClose, balance }: PayoutDialogProps): ReactNode {
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
  const { currency, debtMinor } = balance;
  const payableMinor = balance.driver?.payableMinor ?? balance.availableMinor;
  const owes = debtMinor !== "0" && payableMinor === "0";
  return (
    <AmountDialog
      isOpen={isOpen}
      onClose={onClose}
      title={t("payoutTitle")}
      hint={t("payoutHint")}
      action={t("payoutRequest")}
      currency={currency}
      note={owes ? t("payoutOwed", { amount: formatMoney(debtMinor, currency, locale) }) : null}
      presets={payableMinor === "0" ? [] : [{ minor: payableMinor, label: t("payoutAll") }]}
      maxMinor={payableMinor}
      onSubmit={(amountMinor) => request.mutate({ amountMinor, idempotencyKey: keyFor(amountMinor) })}
      isBusy={request.isPending}
      error={request.error}
    />
  );
}
