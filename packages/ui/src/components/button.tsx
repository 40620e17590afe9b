import { Slot } from "radix-ui";
import type { ComponentProps, MouseEvent, ReactNode } from "react";

import { classNames } from "../class-names.ts";
import { Spinner } from "./spinner.tsx";

export type ButtonVariant = "primary" | "secondary" | "quiet" | "danger" | "go";
export type ButtonSize = "sm" | "md" | "lg" | "xl";

const VARIANTS: Record<ButtonVariant, string> = {
  primary: "bg-action text-on-action enabled:hover:bg-action-pressed enabled:active:bg-action-pressed",
  secondary: "bg-raised text-ink border border-control enabled:hover:bg-sunken",
  quiet: "bg-transparent text-ink enabled:hover:bg-sunken",
  danger: "bg-transparent text-stop border border-stop enabled:hover:bg-stop-soft",
  go: "bg-go text-surface enabled:hover:opacity-90",
};

const SIZES: Record<ButtonSize, string> = {
  sm: "min-h-9 max-md:min-h-11 px-3 text-sm gap-1.5",
  md: "min-h-12 px-4 text-base gap-2",
  lg: "min-h-14 px-5 text-lg gap-2",
  xl: "min-h-18 px-6 text-xl gap-3",
};

export interface ButtonProps extends ComponentProps<"button"> {
  readonly variant?: ButtonVariant;
  /** `sm` 36 px, on phones 44 (admin only), `md` 48, `lg` 56, `xl` 72 (the driver's accept). */
  readonly size?: ButtonSize;
  readonly isBusy?: boolean;
  readonly isWide?: boolean;
  readonly icon?: ReactNode;
  /** Renders the only child (a link) with the look of a button. */
  readonly asChild?: boolean;
}

/** The button of all apps. One `primary` a screen: the thing to do next. */
export function Button({
  variant = "secondary",
  size = "md",
  isBusy = false,
  isWide = false,
  icon,
  asChild = false,
  className,
  children,
  onClick,
  type = "button",
  ...rest
}: ButtonProps): ReactNode {
  const look = classNames(
    "inline-flex items-center justify-center rounded-control font-semibold text-center select-none transition-colors duration-160",
    "disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55",
    VARIANTS[variant],
    SIZES[size],
    isWide && "w-full",
    className,
  );
  if (asChild) {
    return (
      <Slot.Root className={look} onClick={onClick} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type={type}
      className={look}
      // One that is disabled loses the focus, and the person who pressed it their place.
      aria-disabled={isBusy || undefined}
      aria-busy={isBusy || undefined}
      onClick={isBusy ? refuse : onClick}
      {...rest}
    >
      {isBusy ? <Spinner /> : icon}
      {children}
    </button>
  );
}

/** Neither acts nor sends its form. */
function refuse(event: MouseEvent): void {
  event.preventDefault();
}
