import { useId, type ComponentProps, type ReactNode } from "react";

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

export interface InputProps extends Omit<ComponentProps<"input">, "id">, FieldText {
  /** An icon or a button inside the right edge. */
  readonly trailing?: ReactNode;
  readonly inputSize?: keyof typeof CONTROL_SIZES;
}

/** A text input with its label, hint and error. */
export function Input({
  label,
  hint,
  error,
  isLabelHidden,
  trailing,
  inputSize = "md",
  className,
  ...rest
}: InputProps): ReactNode {
  const id = useId();
  return (
    <Field id={id} label={label} hint={hint} error={error} isLabelHidden={isLabelHidden}>
      <div className="relative">
        <input
          id={id}
          aria-invalid={error ? true : undefined}
          aria-describedby={error || hint ? `${id}-note` : undefined}
          className={classNames(CONTROL, CONTROL_SIZES[inputSize], trailing !== undefined && "pr-12", className)}
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
  error,
  isLabelHidden,
  options,
  inputSize = "md",
  className,
  ...rest
}: SelectProps): ReactNode {
  const id = useId();
  return (
    <Field id={id} label={label} hint={hint} error={error} isLabelHidden={isLabelHidden}>
      <select
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={error || hint ? `${id}-note` : undefined}
        className={classNames(CONTROL, CONTROL_SIZES[inputSize], className)}
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
