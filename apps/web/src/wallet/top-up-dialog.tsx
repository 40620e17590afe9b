"use client";
import type { ChargeMethod } from "@atlas/core/payments/payment";
import { useIdempotencyKey } from "@atlas/features/idempotency-key";
import { useRpc } from "@atlas/features/rpc";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { useLocale } from "@atlas/ui/client/use-locale";
import { Button } from "@atlas/ui/button";
import { ChoiceList } from "@atlas/ui/choice-list";
import { Dialog } from "@atlas/ui/dialog";
import { ErrorState } from "@atlas/ui/error-state";
import { Input } from "@atlas/ui/field";
import { formatMoney } from "@atlas/ui/format";
import { Notice } from "@atlas/ui/notice";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState, type SubmitEvent, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { WaysToPay } from "../views.ts";

interface TopUpDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly currency: string;
}

const AMOUNTS = ["50000", "100000", "200000", "500000"] as const;
const OTHER = "other";

/** Begins a payment into the wallet: one of four amounts or another one, and how it is paid. */
export function TopUpDialog({ isOpen, onClose, currency }: TopUpDialogProps): ReactNode {
  const t = useTranslations("wallet");
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t("topUpTitle")} description={t("topUpHint")}>
      {isOpen ? <WaysToTopUp currency={currency} onDone={onClose} /> : null}
    </Dialog>
  );
}

interface FormProps {
  readonly currency: string;
  readonly onDone: () => void;
}

function WaysToTopUp(props: FormProps): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const ways = useQuery(rpc.payment.ways.queryOptions({}));
  if (ways.isPending) return <SkeletonRows rows={3} label={t("ui.loading")} />;
  if (ways.isError) return <ErrorState error={ways.error} onRetry={() => void ways.refetch()} />;
  const [first] = ways.data.methods;
  if (first === undefined) return <Notice>{t("wallet.cashDeskOnly")}</Notice>;
  return <TopUpForm {...props} ways={ways.data} preferred={first} />;
}

interface TopUpFormProps extends FormProps {
  readonly ways: WaysToPay;
  readonly preferred: ChargeMethod;
}

function TopUpForm({ currency, onDone, ways, preferred }: TopUpFormProps): ReactNode {
  const t = useTranslations("wallet");
  const locale = useLocale();
  const errorText = useErrorText();
  const rpc = useRpc();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [choice, setChoice] = useState<string>("100000");
  const [other, setOther] = useState("");
  const [method, setMethod] = useState(preferred);
  const { keyFor, renew } = useIdempotencyKey();
  const amountMinor = choice === OTHER ? other.replaceAll(/[.,\s]/g, "") : choice;
  const isValid = /^[1-9]\d{0,14}$/.test(amountMinor);

  const pay = useMutation(
    rpc.payment.create.mutationOptions({
      onSuccess: ({ paymentId, payBy }) => {
        renew();
        void queryClient.invalidateQueries(rpc.payment.pathFilter());
        if (payBy?.kind === "redirect") {
          window.location.assign(payBy.url);
          return;
        }
        router.push(`/wallet?payment=${paymentId}`);
        onDone();
      },
    }),
  );
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (isValid) pay.mutate({ amountMinor, method, idempotencyKey: keyFor(`${method}-${amountMinor}`) });
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
      <ChoiceList
        label={t("payBy")}
        value={method}
        onChange={setMethod}
        layout="row"
        choices={ways.methods.map((value) => ({ value, label: t(`methods.${value}`) }))}
      />
      {ways.provider === "test" ? <Notice>{t("testProvider")}</Notice> : null}
      {pay.isError ? <Notice tone="stop">{errorText(pay.error)}</Notice> : null}
      <Button
        type="submit"
        variant="primary"
        size="lg"
        isWide
        isBusy={pay.isPending || pay.isSuccess}
        disabled={!isValid}
      >
        {isValid ? t("payAmount", { amount: formatMoney(amountMinor, currency, locale) }) : t("pay")}
      </Button>
    </form>
  );
}
