"use client";
import { CURRENCIES, isCurrency } from "@atlas/core/money";
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

/** In rupiah; a currency with cents takes a tenth of the digits, 50.00 for 50 000. */
const PRESETS = [50_000, 100_000, 200_000];

interface TopUpDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly balance: BalanceView;
}

/** Adds demo credit, which pays what is owed first. */
export function TopUpDialog({ isOpen, onClose, balance }: TopUpDialogProps): ReactNode {
  const t = useTranslations("earnings");
  const rpc = useRpc();
  const locale = useLocale();
  const { keyFor, renew } = useIdempotencyKey();
  const reread = useRereadMoney();
  const topUp = useMutation(
    rpc.wallet.topUp.mutationOptions({
      onSuccess: (after, { amountMinor }) => {
        renew();
        reread();
        onClose();
        const amount = formatMoney(String(amountMinor), currency, locale);
        const paidMinor = BigInt(debtMinor) - BigInt(after.debtMinor);
        const paid = formatMoney(paidMinor, currency, locale);
        toast.success(paidMinor > 0n ? t("toppedUpPaid", { amount, paid }) : t("toppedUp", { amount }));
      },
    }),
  );
  const { currency, debtMinor } = balance;
  const owes = debtMinor !== "0";
  const hasCents = isCurrency(currency) && CURRENCIES[currency].exponent > 0;
  return (
    <AmountDialog
      isOpen={isOpen}
      onClose={onClose}
      title={t("topUpTitle")}
      hint={t("topUpHint")}
      action={t("topUp")}
      note={owes ? t("topUpOwed", { amount: formatMoney(debtMinor, currency, locale) }) : null}
      currency={currency}
      presets={PRESETS.map((amount) => ({ minor: String(hasCents ? amount / 10 : amount) }))}
      onSubmit={(amountMinor) => topUp.mutate({ amountMinor, idempotencyKey: keyFor(amountMinor) })}
      isBusy={topUp.isPending}
      error={topUp.error}
    />
  );
}
