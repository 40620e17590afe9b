import { Input } from "@atlas/ui/field";
import type { ReactNode } from "react";

interface AmountInputProps {
  readonly label: string;
  readonly hint?: string;
  /** As it was typed. */
  readonly amount: string;
  readonly onChange: (amount: string) => void;
  readonly fault: string | null;
}

/** Where an amount of money is typed. */
export function AmountInput({ amount, onChange, fault, ...text }: AmountInputProps): ReactNode {
  return (
    <Input
      {...text}
      inputMode="decimal"
      autoComplete="off"
      value={amount}
      onChange={({ target }) => onChange(target.value)}
      error={fault}
    />
  );
}
