import type { ReactNode } from "react";

import { classNames } from "../class-names.ts";

/** A grey bar in the place of what is loading. */
export function Skeleton({ className }: { readonly className?: string }): ReactNode {
  return <div aria-hidden="true" className={classNames("animate-pulse rounded-control bg-line/70", className)} />;
}

/** Several rows of them, announced once as loading. */
export function SkeletonRows({ rows = 4, label }: { readonly rows?: number; readonly label: string }): ReactNode {
  return (
    <div role="status" aria-label={label} className="flex flex-col gap-3">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} className="h-14 w-full" />
      ))}
    </div>
  );
}
