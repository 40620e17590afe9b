"use client";
import { useRpc } from "@atlas/features/rpc";
import { parseAmountText } from "@atlas/ui/amount-text";
import { Button } from "@atlas/ui/button";
import { useLocale } from "@atlas/ui/client/use-locale";
import { ErrorState } from "@atlas/ui/error-state";
import { Select } from "@atlas/ui/field";
import { formatMoney } from "@atlas/ui/format";
import { Skeleton } from "@atlas/ui/skeleton";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { AmountInput } from "../shell/amount-input.tsx";
import { ReasonDialog } from "../shell/reason-dialog.tsx";

const PAYERS = ["rider", "platform", "nobody"] as const;

interface CancelTripProps {
  readonly orderId: string;
  readonly currency: string;
}

/** Ends a trip under way, and asks who pays its driver for what was driven. */
export function CancelTrip({ orderId, currency }: CancelTripProps): ReactNode {
  const t = useTranslations("orders.cancelTrip");
  const rpc = useRpc();
  const locale = useLocale();
  const queryClient = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const [payer, setPayer] = useState<(typeof PAYERS)[number]>("rider");
  const [amount, setAmount] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const driven = useQuery({ ...rpc.order.drivenSoFar.queryOptions({ orderId }), enabled: isOpen });
  const cancel = useMutation(
    rpc.order.cancelTrip.mutationOptions({
      onSuccess: async () => {
        setIsOpen(false);
        await queryClient.invalidateQueries(rpc.order.timeline.queryFilter({ orderId }));
      },
    }),
  );

  function submit(reason: string): void {
    const isOwn = payer !== "nobody" && amount.trim() !== "";
    const amountMinor = isOwn ? parseAmountText(amount, currency) : null;
    setFault(isOwn && amountMinor === null ? t("amountInvalid") : null);
    if (isOwn && amountMinor === null) return;
    cancel.mutate({ orderId, payer, reason, ...(amountMinor === null ? {} : { amountMinor }) });
  }

  return (
    <>
      <Button size="sm" variant="danger" onClick={() => setIsOpen(true)}>
        {t("title")}
      </Button>
      <ReasonDialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title={t("title")}
        description={t("hint")}
        action={t("title")}
        isDangerous
        isBusy={cancel.isPending}
        error={cancel.error}
        onSubmit={submit}
      >
        <Select
          label={t("payer")}
          value={payer}
          onChange={({ target }) => setPayer(PAYERS.find((known) => known === target.value) ?? "rider")}
          options={PAYERS.map((value) => ({ value, label: t(`payers.${value}`) }))}
        />
        {payer === "nobody" ? null : driven.error ? (
          <ErrorState error={driven.error} onRetry={() => void driven.refetch()} />
        ) : driven.data === undefined ? (
          <Skeleton className="h-12 w-full" />
        ) : (
          <AmountInput
            label={t("amount")}
            hint={t("amountHint", {
              driven: formatMoney(driven.data.drivenMinor, currency, locale),
              limit: formatMoney(driven.data.limitMinor, currency, locale),
            })}
            amount={amount}
            onChange={setAmount}
            fault={fault}
          />
        )}
      </ReasonDialog>
    </>
  );
}
