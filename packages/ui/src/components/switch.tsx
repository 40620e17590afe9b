import { Switch as Primitive } from "radix-ui";
import { useId, type ReactNode } from "react";

interface SwitchProps {
  readonly label: string;
  readonly hint?: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly isDisabled?: boolean;
}

/** An on/off setting that takes effect at once; the whole row is the target. */
export function Switch({ label, hint, isOn, onChange, isDisabled = false }: SwitchProps): ReactNode {
  const id = useId();
  return (
    <label htmlFor={id} className="flex min-h-12 cursor-pointer items-center justify-between gap-4 py-2">
      <span className="flex flex-col">
        <span className="font-semibold">{label}</span>
        {hint ? (
          <span id={`${id}-hint`} className="text-sm text-muted">
            {hint}
          </span>
        ) : null}
      </span>
      <Primitive.Root
        id={id}
        checked={isOn}
        onCheckedChange={onChange}
        disabled={isDisabled}
        aria-label={label}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="relative h-8 w-14 shrink-0 rounded-full border border-control bg-sunken transition-colors duration-160 data-[state=checked]:border-go data-[state=checked]:bg-go disabled:opacity-55"
      >
        <Primitive.Thumb className="block size-6 translate-x-1 rounded-full bg-ink transition-transform duration-160 data-[state=checked]:translate-x-7 data-[state=checked]:bg-surface" />
      </Primitive.Root>
    </label>
  );
}
