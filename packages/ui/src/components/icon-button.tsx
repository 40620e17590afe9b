import type { ComponentProps, ReactNode } from "react";

import { classNames } from "../class-names.ts";

export interface IconButtonProps extends ComponentProps<"button"> {
  /** The accessible name; also the tooltip. */
  readonly label: string;
  readonly look?: "plain" | "floating";
  /** `sm` is 36 px, on phones 44, and for the admin app only. */
  readonly size?: "sm" | "md";
}

/** A square button of 48 px with an icon inside. `floating` is for buttons that lie on the map. */
export function IconButton({
  label,
  look = "plain",
  size = "md",
  className,
  children,
  type = "button",
  ...rest
}: IconButtonProps): ReactNode {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={classNames(
        "inline-flex shrink-0 items-center justify-center transition-colors duration-160 disabled:opacity-55",
        size === "sm" ? "size-9 max-md:size-11 rounded-control" : "size-12",
        look === "floating"
          ? "rounded-full bg-raised text-ink shadow-float hover:bg-sunken"
          : "rounded-control text-ink hover:bg-sunken",
        className,
      )}
      {...rest}
    >
      {children}
    </button>
  );
}
