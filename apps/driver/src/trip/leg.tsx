import { classNames } from "@atlas/ui/class-names";
import type { ReactNode } from "react";

interface LegProps {
  /** Drawn as on the map: a ring is the pickup, a square the destination. */
  readonly kind: "pickup" | "dropoff";
  readonly label: string;
  /** How far and how long. */
  readonly children?: ReactNode;
}

/** One end of a trip: its sign, the numbers, the address. */
export function Leg({ kind, label, children }: LegProps): ReactNode {
  return (
    <div className="flex items-start gap-3.5">
      <span
        aria-hidden="true"
        className={classNames(
          "mt-1 size-4 shrink-0 border-4 border-ink",
          kind === "pickup" ? "rounded-full" : "rounded-xs bg-action",
        )}
      />
      <div className="min-w-0">
        {children ? <p className="text-lg font-bold">{children}</p> : null}
        <p className={children ? "line-clamp-2 text-muted" : "truncate font-medium"}>{label}</p>
      </div>
    </div>
  );
}
