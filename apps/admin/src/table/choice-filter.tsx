"use client";
import { Popover } from "@atlas/ui/popover";
import { useId, type ReactNode } from "react";
import { useTranslations } from "use-intl";

interface Option<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

interface ChoiceFilterProps<Value extends string> {
  readonly label: string;
  readonly options: readonly Option<Value>[];
  /** None: no filter. */
  readonly chosen: readonly Value[];
  readonly onChange: (chosen: readonly Value[]) => void;
  /** At most one of them. */
  readonly isSingle?: boolean;
}

/** A filter by one or several of a few values; its button says which. */
export function ChoiceFilter<Value extends string>(props: ChoiceFilterProps<Value>): ReactNode {
  const { label, options, chosen, onChange, isSingle = false } = props;
  const t = useTranslations("common");
  const name = useId();
  const names = options.filter(({ value }) => chosen.includes(value)).map((option) => option.label);
  const rows = isSingle ? [{ value: null, label: t("all") }, ...options] : options;
  return (
    <Popover label={names.length === 0 ? label : `${label}: ${names.join(", ")}`} isActive={names.length > 0}>
      {(close) => (
        <fieldset className="flex flex-col">
          <legend className="sr-only">{label}</legend>
          {rows.map(({ value, label: text }) => (
            <label
              key={value ?? ""}
              className="flex min-h-9 cursor-pointer items-center gap-3 rounded-control px-2 hover:bg-sunken max-md:min-h-11"
            >
              <input
                type={isSingle ? "radio" : "checkbox"}
                name={name}
                className="size-4.5 shrink-0 accent-action"
                checked={value === null ? chosen.length === 0 : chosen.includes(value)}
                onChange={({ target }) => {
                  const others = isSingle ? [] : chosen.filter((other) => other !== value);
                  onChange(value === null || !target.checked ? others : [...others, value]);
                }}
                onClick={() => (isSingle ? close() : undefined)}
              />
              {text}
            </label>
          ))}
        </fieldset>
      )}
    </Popover>
  );
}
