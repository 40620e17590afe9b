"use client";
import { useIdempotencyKey } from "@atlas/features/idempotency-key";
import { useRpc } from "@atlas/features/rpc";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { useLocale } from "@atlas/ui/client/use-locale";
import { Button } from "@atlas/ui/button";
import { ChoiceList } from "@atlas/ui/choice-list";
import { Dialog } from "@atlas/ui/dialog";
import { Input } from "@atlas/ui/field";
import { formatMoney } from "@atlas/ui/format";
import { Notice } from "@atlas/ui/notice";
import { toast } from "@atlas/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SubmitEvent, type ReactNode } from "react";
import { useTranslations } from "use-intl";

interface TopUpDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly currency: string;
}

const AMOUNTS = ["50000", "100000", "200000", "500000"] as const;
const OTHER = "other";

/** Adds demo credit to the wallet: one of four amounts or another one. */
export function TopUpDialog({ isOpen, onClose, currency }: TopUpDialogProps): ReactNode {
  const t = useTranslations("wallet");
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t("topUpTitle")} description={t("topUpHint")}>
      {isOpen ? <TopUpForm currency={currency} onDone={onClose} /> : null}
    </Dialog>
  );
}

function TopUpForm({ currency, onDone }: { readonly currency: string; readonly onDone: () => void }): ReactNode {
  const t = useTranslations("wallet");
  const locale = useLocale();
  const errorText = useErrorText();
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const [choice, setChoice] = useState<string>("100000");
  const [other, setOther] = useState("");
  const { keyFor } = useIdempotencyKey();
  const amountMinor = choice === OTHER ? other.replaceAll(/[.,\s]/g, "") : choice;
  const isValid = /^[1-9]\d{0,14}$/.test(amountMinor);

  const topUp = useMutation(
    rpc.wallet.topUp.mutationOptions({
      onSuccess: async () => {
        toast.success(t("toppedUp", { amount: formatMoney(amountMinor, currency, locale) }));
        await queryClient.invalidateQueries(rpc.wallet.pathFilter());
        onDone();
      },
    }),
  );
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (isValid) topUp.mutate({ amountMinor, idempotencyKey: keyFor(amountMinor) });
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
      <ChoiceList
        label={t("amount")}
        value={choice}
        onChange={setChoice}
        layout="grid"
        choices={[
          ...AMOUNTS.map((amount) => ({ value: amount as string, label: formatMoney(amount, currency, locale) })),
          { value: OTHER, label: t("otherAmount") },
        ]}
      />
      {choice === OTHER ? (
        <Input
          label={t("amount")}
          inputMode="numeric"
          value={other}
          onChange={(event) => setOther(event.target.value)}
          error={other !== "" && !isValid ? t("amountInvalid") : null}
        />
      ) : null}
      {topUp.isError ? <Notice tone="stop">{errorText(topUp.error)}</Notice> : null}
      <Button type="submit" variant="primary" size="lg" isWide isBusy={topUp.isPending} disabled={!isValid}>
        {isValid ? t("addAmount", { amount: formatMoney(amountMinor, currency, locale) }) : t("add")}
      </Button>
    </form>
  );
}
