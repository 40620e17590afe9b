import { RadioGroup } from "radix-ui";
import type { ReactNode } from "react";

import { classNames } from "../class-names.ts";

export interface Choice<Value extends string> {
  readonly value: Value;
  /** The accessible name; what is seen may say more. */
  readonly label: string;
  readonly content?: ReactNode;
  readonly isDisabled?: boolean;
}

interface ChoiceListProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly choices: readonly Choice<Value>[];
  /** `stack` for rows of content, `row` for short words side by side, `grid` for more of them. */
  readonly layout?: keyof typeof LAYOUTS;
}

const LAYOUTS = {
  stack: "flex flex-col gap-2",
  row: "grid auto-cols-fr grid-flow-col gap-2",
  grid: "grid grid-cols-2 gap-2",
};

/** One of a few, all in sight: a radio group whose chosen card is outlined in ink and marigold. */
export function ChoiceList<Value extends string>({
  label,
  value,
  onChange,
  choices,
  layout = "stack",
}: ChoiceListProps<Value>): ReactNode {
  function choose(next: string): void {
    const choice = choices.find((candidate) => candidate.value === next);
    if (choice) onChange(choice.value);
  }
  return (
    <RadioGroup.Root aria-label={label} value={value} onValueChange={choose} className={LAYOUTS[layout]}>
      {choices.map((choice) => (
        <RadioGroup.Item
          key={choice.value}
          value={choice.value}
          aria-label={choice.label}
          disabled={choice.isDisabled ?? false}
          className={classNames(
            "min-h-12 rounded-card border-2 border-line bg-raised px-3.5 py-2.5 transition-colors duration-160",
            "hover:border-control data-[state=checked]:border-action data-[state=checked]:bg-action/12 disabled:opacity-55",
            layout === "stack" ? "text-left" : "flex items-center justify-center text-center font-semibold",
          )}
        >
          {choice.content ?? choice.label}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
