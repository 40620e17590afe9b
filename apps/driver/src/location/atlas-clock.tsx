import { ClockOffsetContext } from "@atlas/ui/client/clock-offset-context";
import type { ReactNode } from "react";

import { useClockOffset } from "./use-clock-offset.ts";

/** Has what lies within count by Atlas's clock: an offer and the free waiting run out at their instants on any phone. */
export function AtlasClock({ children }: { readonly children: ReactNode }): ReactNode {
  return <ClockOffsetContext value={useClockOffset() ?? 0}>{children}</ClockOffsetContext>;
}
