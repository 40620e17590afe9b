"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { useIdempotencyKey } from "@atlas/features/idempotency-key";
import { useRpc } from "@atlas/features/rpc";
import { parseAmountText } from "@atlas/ui/amount-text";
import { Button } from "@atlas/ui/button";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { Dialog } from "@atlas/ui/dialog";
import { Input } from "@atlas/ui/field";
import { Notice } from "@atlas/ui/notice";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useId, useState, type ReactNode, type SubmitEvent } from "react";
import { useTranslations } from "use-intl";

import { AmountInput } from "../shell/amount-input.tsx";

export type Customer = RouterOutputs["wallet"]["cashDeskCustomers"][number];

interface CashTopUpProps {
  readonly customer: Customer;
  readonly onClose: () => void;
}

/** Takes an amount for somebody and shows its receipt. */
export function CashTopUp({ customer, onClose }: CashTopUpProps): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const router = useRouter();
  const errorText = useErrorText();
  const formId = useId();
  const account = useQuery(rpc.account.me.queryOptions());
  const { keyFor } = useIdempotencyKey();
  const [amount, setAmount] = useState("");
  const [note, setNote] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const topUp = useMutation(
    rpc.wallet.cashDeskTopUp.mutationOptions({
      onSuccess: ({ number }) => router.push(`/ledger/cash-desk/${encodeURIComponent(number)}`),
    }),
  );
  const currency = account.data?.city.currency;

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    const amountMinor = currency === undefined ? null : parseAmountText(amount, currency);
    setFault(amountMinor === null ? t("cashDesk.amountInvalid") : null);
    if (amountMinor === null) return;
    const { userId } = customer;
    const idempotencyKey = keyFor(amountMinor);
    topUp.mutate({ userId, amountMinor, idempotencyKey, ...(note.trim() ? { note: note.trim() } : {}) });
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("cashDesk.takeTitle", { name: customer.name })}
      description={t("cashDesk.takeHint")}
      actions={
        <>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button type="submit" form={formId} variant="primary" isBusy={topUp.isPending} disabled={!currency}>
            {t("cashDesk.take")}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <AmountInput
          label={t("cashDesk.amount", { currency: currency ?? "" })}
          amount={amount}
          onChange={setAmount}
          fault={fault}
        />
        <Input
          label={t("cashDesk.note")}
          value={note}
          onChange={({ target }) => setNote(target.value)}
          maxLength={200}
        />
        {topUp.error ? <Notice tone="stop">{errorText(topUp.error)}</Notice> : null}
      </form>
    </Dialog>
  );
}
