import type { ComponentProps, ReactNode } from "react";

import { classNames } from "../class-names.ts";

/** A raised surface with a hairline; `isPadded` for plain content, unpadded for lists. */
export function Card({
  isPadded = true,
  className,
  ...rest
}: ComponentProps<"div"> & { readonly isPadded?: boolean }): ReactNode {
  return (
    <div className={classNames("rounded-card border border-line bg-raised", isPadded && "p-4", className)} {...rest} />
  );
}
