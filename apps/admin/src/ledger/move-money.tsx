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

const MOVES = ["credit", "debit", "adjustIn", "adjustOut"] as const;
type Move = (typeof MOVES)[number];

interface MoveMoneyProps {
  readonly accountId: string;
  /** Whose wallet it is. */
  readonly userId: string;
  readonly currency: string;
}

/** Puts money into a wallet or takes it out: as a payment, or as a correction of the books. */
export function MoveMoney({ accountId, userId, currency }: MoveMoneyProps): ReactNode {
  const t = useTranslations("ledger.move");
  const rpc = useRpc();
  const locale = useLocale();
  const queryClient = useQueryClient();
  const sayOutcome = useSayOutcome();
  const [isOpen, setIsOpen] = useState(false);
  const [move, setMove] = useState<Move>("credit");
  const [amount, setAmount] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const { keyFor, renew } = useIdempotencyKey();
  const limitHint = useLimitHint(move === "credit" || move === "debit" ? move : "adjustment", currency);
  const options = {
    onSuccess: async (result: object, { amountMinor }: { readonly amountMinor: string | number }) => {
      setIsOpen(false);
      setAmount("");
      renew();
      sayOutcome(result, t("done", { amount: formatMoney(String(amountMinor), currency, locale) }));
      await queryClient.invalidateQueries(rpc.wallet.pathFilter());
    },
  };
  const credit = useMutation(rpc.wallet.credit.mutationOptions(options));
  const debit = useMutation(rpc.wallet.debit.mutationOptions(options));
  const adjust = useMutation(rpc.wallet.adjust.mutationOptions(options));

  function submit(reason: string): void {
    const amountMinor = parseAmountText(amount, currency);
    setFault(amountMinor === null ? t("amountInvalid") : null);
    if (amountMinor === null) return;
    const posting = { amountMinor, reason, idempotencyKey: keyFor(`${move}-${amountMinor}`) };
    if (move === "credit") credit.mutate({ userId, ...posting });
    else if (move === "debit") debit.mutate({ userId, ...posting });
    else adjust.mutate({ accountId, direction: move === "adjustIn" ? "in" : "out", ...posting });
  }

  const sent = { credit, debit, adjustIn: adjust, adjustOut: adjust }[move];
  return (
    <>
      <Button size="sm" onClick={() => setIsOpen(true)}>
        {t("title")}
      </Button>
      <ReasonDialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title={t("title")}
        {...(limitHint === null ? {} : { description: limitHint })}
        action={t("action")}
        isBusy={sent.isPending}
        error={sent.error}
        onSubmit={submit}
      >
        <Select
          label={t("what")}
          value={move}
          onChange={({ target }) => setMove(MOVES.find((known) => known === target.value) ?? "credit")}
          options={MOVES.map((value) => ({ value, label: t(`moves.${value}`) }))}
        />
        <AmountInput label={t("amount")} amount={amount} onChange={setAmount} fault={fault} />
      </ReasonDialog>
    </>
  );
}
