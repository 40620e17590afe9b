"use client";
import { type ComponentProps, type ReactNode, type SyntheticEvent, useId, useState } from "react";
import { useTranslations } from "use-intl";

import { classNames } from "../class-names.ts";

const CONTROL =
  "w-full rounded-control border border-control bg-raised px-3.5 text-base text-ink placeholder:text-muted " +
  "transition-colors duration-160 aria-invalid:border-stop disabled:opacity-55";

/** `sm` is 36 px, on phones 44, and for the admin app only. */
const CONTROL_SIZES = { sm: "h-9 max-md:h-11 text-sm", md: "h-12" };

interface FieldText {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | null;
  /** Keeps the label for assistive technology only. */
  readonly isLabelHidden?: boolean | undefined;
}

interface FieldProps extends FieldText {
  readonly id: string;
  readonly children: ReactNode;
}

/** A label, its control, and below it the hint or the error. */
export function Field({ id, label, hint, error, isLabelHidden = false, children }: FieldProps): ReactNode {
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className={isLabelHidden ? "sr-only" : "text-sm font-semibold"}>
        {label}
      </label>
      {children}
      {error ? (
        <p id={`${id}-note`} role="alert" className="text-sm font-medium text-stop">
          {error}
        </p>
      ) : hint ? (
        <p id={`${id}-note`} className="text-sm text-muted">
          {hint}
        </p>
      ) : null}
    </div>
  );
}

interface FieldFault {
  readonly key: "missing" | "email" | "tooShort" | "wrong";
  readonly min: number;
}

type Control = HTMLInputElement | HTMLSelectElement;

/** What a field itself requires, found when its form is sent: in place of the browser's bubble, which speaks the browser's language. */
function useRequirements(error: string | null | undefined): {
  readonly error: string | null;
  readonly onInvalid: (event: SyntheticEvent<Control>) => void;
  readonly onInput: (event: SyntheticEvent<Control>) => void;
} {
  const t = useTranslations("ui.fields");
  const [fault, setFault] = useState<FieldFault | null>(null);
  return {
    error: error ?? (fault === null ? null : t(fault.key, { min: fault.min })),
    onInvalid(event) {
      event.preventDefault();
      const field = event.currentTarget;
      setFault(faultOf(field));
      if (field.form?.querySelector(":invalid") === field) field.focus();
    },
    onInput({ currentTarget }) {
      if (fault !== null) setFault(currentTarget.validity.valid ? null : faultOf(currentTarget));
    },
  };
}

function faultOf(field: Control): FieldFault {
  const { valueMissing, patternMismatch, typeMismatch, tooShort } = field.validity;
  const min = "minLength" in field ? field.minLength : 0;
  // The only pattern in use is that there is more than spaces.
  if (valueMissing || patternMismatch) return { key: "missing", min };
  if (typeMismatch) return { key: "email", min };
  return { key: tooShort ? "tooShort" : "wrong", min };
}

export interface InputProps extends Omit<ComponentProps<"input">, "id">, FieldText {
  /** An icon or a button inside the right edge. */
  readonly trailing?: ReactNode;
  readonly inputSize?: keyof typeof CONTROL_SIZES;
}

/** A text input with its label, hint and error. */
export function Input({
  label,
  hint,
  error: found,
  isLabelHidden,
  trailing,
  inputSize = "md",
  className,
  ...rest
}: InputProps): ReactNode {
  const id = useId();
  const { error, ...checks } = useRequirements(found);
  return (
    <Field id={id} label={label} hint={hint} error={error} isLabelHidden={isLabelHidden}>
      <div className="relative">
        <input
          id={id}
          aria-invalid={error ? true : undefined}
          aria-describedby={error || hint ? `${id}-note` : undefined}
          className={classNames(CONTROL, CONTROL_SIZES[inputSize], trailing !== undefined && "pr-12", className)}
          {...checks}
          {...rest}
        />
        {trailing === undefined ? null : (
          <div className="absolute inset-y-0 right-0 flex w-12 items-center justify-center">{trailing}</div>
        )}
      </div>
    </Field>
  );
}

export interface SelectProps extends Omit<ComponentProps<"select">, "id">, FieldText {
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly inputSize?: keyof typeof CONTROL_SIZES;
}

/** The platform's own select, which phones open as a wheel. */
export function Select({
  label,
  hint,
  error: found,
  isLabelHidden,
  options,
  inputSize = "md",
  className,
  ...rest
}: SelectProps): ReactNode {
  const id = useId();
  const { error, ...checks } = useRequirements(found);
  return (
    <Field id={id} label={label} hint={hint} error={error} isLabelHidden={isLabelHidden}>
      <select
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={error || hint ? `${id}-note` : undefined}
        className={classNames(CONTROL, CONTROL_SIZES[inputSize], className)}
        {...checks}
        {...rest}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  );
}
