"use client";
import { Button } from "@atlas/ui/button";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { useLocale } from "@atlas/ui/client/use-locale";
import { Dialog } from "@atlas/ui/dialog";
import { Input } from "@atlas/ui/field";
import { formatMoney } from "@atlas/ui/format";
import { Notice } from "@atlas/ui/notice";
import { useId, useState, type SubmitEvent, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { parseAmountText } from "@atlas/ui/amount-text";

interface AmountDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly hint: string;
  readonly action: string;
  readonly currency: string;
  /** What has to be known first: a debt. */
  readonly note?: string | null;
  /** Amounts to choose with one tap, minor units. */
  readonly presets: readonly { readonly minor: string; readonly label?: string }[];
  /** The most that may be entered, minor units. */
  readonly maxMinor?: string;
  readonly onSubmit: (amountMinor: string) => void;
  readonly isBusy: boolean;
  readonly error: unknown;
}

/** Asks for an amount of money. */
export function AmountDialog(props: AmountDialogProps): ReactNode {
  const { isOpen, onClose, title, hint, action, isBusy } = props;
  const t = useTranslations("ui");
  const formId = useId();
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={title}
      description={hint}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" form={formId} variant="primary" isBusy={isBusy}>
            {action}
          </Button>
        </>
      }
    >
      <AmountForm {...props} formId={formId} />
    </Dialog>
  );
}

function AmountForm({
  formId,
  currency,
  note,
  presets,
  maxMinor,
  onSubmit,
  error,
}: AmountDialogProps & { readonly formId: string }): ReactNode {
  const t = useTranslations("earnings");
  const locale = useLocale();
  const errorText = useErrorText();
  const [text, setText] = useState("");
  const [fault, setFault] = useState<string | null>(null);

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    const minor = parseAmountText(text, currency);
    const isTooHigh = minor !== null && maxMinor !== undefined && BigInt(minor) > BigInt(maxMinor);
    setFault(
      minor === null
        ? t("amountInvalid")
        : isTooHigh
          ? t("amountTooHigh", { amount: formatMoney(maxMinor, currency, locale) })
          : null,
    );
    if (minor !== null && !isTooHigh) onSubmit(minor);
  }

  return (
    <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
      {note ? <Notice tone="warn">{note}</Notice> : null}
      <Input
        label={t("amount")}
        inputMode="decimal"
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        className="figures text-xl font-bold"
        error={fault}
      />
      <div className="flex flex-wrap gap-2">
        {presets.map(({ minor, label }) => {
          const amount = formatMoney(minor, currency, locale);
          return (
            <Button key={label ?? minor} onClick={() => setText(amount.replaceAll(/[^\d.,]/g, ""))}>
              {label ?? amount}
            </Button>
          );
        })}
      </div>
      {error ? <Notice tone="stop">{errorText(error)}</Notice> : null}
    </form>
  );
}
