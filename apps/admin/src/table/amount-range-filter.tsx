"use client";
import { parseAmountText } from "@atlas/ui/amount-text";
import { Button } from "@atlas/ui/button";
import { Input } from "@atlas/ui/field";
import { formatMoney } from "@atlas/ui/format";
import { Popover } from "@atlas/ui/popover";
import { useLocale } from "@atlas/ui/client/use-locale";
import { useState, type ReactNode, type SubmitEvent } from "react";
import { useTranslations } from "use-intl";

/** Minor units as decimal strings; null: without an end. */
export interface AmountRange {
  readonly min: string | null;
  readonly max: string | null;
}

interface AmountRangeFilterProps {
  readonly label: string;
  readonly currency: string;
  readonly range: AmountRange;
  readonly onChange: (range: AmountRange) => void;
}

/** A filter by an amount, both ends included. */
export function AmountRangeFilter(props: AmountRangeFilterProps): ReactNode {
  const { label, currency, range, onChange } = props;
  const locale = useLocale();
  const { min, max } = range;
  const write = (minor: string | null): string => (minor === null ? "…" : formatMoney(minor, currency, locale));
  const isActive = min !== null || max !== null;
  return (
    <Popover label={isActive ? `${label}: ${write(min)} – ${write(max)}` : label} isActive={isActive}>
      {(close) => (
        <AmountForm
          {...props}
          onChange={(chosen) => {
            onChange(chosen);
            close();
          }}
        />
      )}
    </Popover>
  );
}

function AmountForm({ currency, range, onChange }: AmountRangeFilterProps): ReactNode {
  const t = useTranslations("table");
  const locale = useLocale();
  const write = (minor: string | null): string =>
    minor === null ? "" : formatMoney(minor, currency, locale).replace(/^\D+/, "");
  const [min, setMin] = useState(write(range.min));
  const [max, setMax] = useState(write(range.max));
  const [isTried, setIsTried] = useState(false);
  const faultOf = (text: string): string | null =>
    isTried && text.trim() !== "" && parseAmountText(text, currency) === null ? t("amountInvalid") : null;
  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    const chosen = { min: parseAmountText(min, currency), max: parseAmountText(max, currency) };
    const isRead = (text: string, minor: string | null): boolean => text.trim() === "" || minor !== null;
    if (isRead(min, chosen.min) && isRead(max, chosen.max)) onChange(chosen);
    else setIsTried(true);
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <Input
        label={t("atLeast", { currency })}
        inputMode="numeric"
        inputSize="sm"
        value={min}
        error={faultOf(min)}
        onChange={({ target }) => setMin(target.value)}
      />
      <Input
        label={t("atMost", { currency })}
        inputMode="numeric"
        inputSize="sm"
        value={max}
        error={faultOf(max)}
        onChange={({ target }) => setMax(target.value)}
      />
      <div className="flex justify-end gap-2">
        <Button size="sm" variant="quiet" onClick={() => onChange({ min: null, max: null })}>
          {t("everything")}
        </Button>
        <Button size="sm" type="submit" variant="primary">
          {t("apply")}
        </Button>
      </div>
    </form>
  );
}
