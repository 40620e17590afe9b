"use client";
import { useIdempotencyKey } from "@atlas/features/idempotency-key";
import { useRpc } from "@atlas/features/rpc";
import { parseAmountText } from "@atlas/ui/amount-text";
import { Button } from "@atlas/ui/button";
import { useLocale } from "@atlas/ui/client/use-locale";
import { Select } from "@atlas/ui/field";
import { formatMoney } from "@atlas/ui/format";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useLimitHint, useSayOutcome } from "../approvals/use-limit.ts";
import { AmountInput } from "../shell/amount-input.tsx";
import { ReasonDialog } from "../shell/reason-dialog.tsx";

const BEARERS = ["driver", "platform"] as const;

interface RefundOrderProps {
  readonly orderId: string;
  readonly currency: string;
  /** What is left of what the trip cost, minor units. */
  readonly leftMinor: bigint;
}

/** Gives the rider back the whole of a trip or a part of it. */
export function RefundOrder({ orderId, currency, leftMinor }: RefundOrderProps): ReactNode {
  const t = useTranslations("orders.refund");
  const rpc = useRpc();
  const locale = useLocale();
  const queryClient = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const [amount, setAmount] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const [bearer, setBearer] = useState<(typeof BEARERS)[number]>("driver");
  const { keyFor, renew } = useIdempotencyKey();
  const sayOutcome = useSayOutcome();
  const refund = useMutation(
    rpc.order.refund.mutationOptions({
      onSuccess: async (result, { amountMinor }) => {
        setIsOpen(false);
        setAmount("");
        renew();
        sayOutcome(result, t("done", { amount: formatMoney(String(amountMinor), currency, locale) }));
        await queryClient.invalidateQueries(rpc.order.timeline.queryFilter({ orderId }));
      },
    }),
  );
  const left = formatMoney(leftMinor.toString(), currency, locale);
  const hint = t("hint", { amount: left });
  const limitHint = useLimitHint("refund", currency);

  function submit(reason: string): void {
    const amountMinor = parseAmountText(amount, currency);
    const isFine = amountMinor !== null && BigInt(amountMinor) <= leftMinor;
    setFault(isFine ? null : t("amountInvalid", { amount: left }));
    if (!isFine) return;
    refund.mutate({ orderId, amountMinor, bearer, reason, idempotencyKey: keyFor(`${amountMinor}-${bearer}`) });
  }

  return (
    <>
      <Button size="sm" onClick={() => setIsOpen(true)}>
        {t("title")}
      </Button>
      <ReasonDialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title={t("title")}
        description={limitHint === null ? hint : `${hint} ${limitHint}`}
        action={t("title")}
        isBusy={refund.isPending}
        error={refund.error}
        onSubmit={submit}
      >
        <AmountInput label={t("amount")} amount={amount} onChange={setAmount} fault={fault} />
        <Select
          label={t("bearer")}
          value={bearer}
          onChange={({ target }) => setBearer(BEARERS.find((known) => known === target.value) ?? "driver")}
          options={BEARERS.map((value) => ({ value, label: t(`bearers.${value}`) }))}
        />
      </ReasonDialog>
    </>
  );
}
