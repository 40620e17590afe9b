import { createContext, use } from "react";

import type { BackgroundSpell } from "../location/use-background-spell.ts";
import type { PositionSharing } from "../location/use-position-sharing.ts";
import type { WakeLockState } from "../location/use-wake-lock.ts";
import type { DriverProfile, OrderView } from "../views.ts";

/** What every section knows of the driver at this moment. */
export interface Drive {
  readonly profile: DriverProfile;
  /** Online, or bound to a trip. */
  readonly isOnline: boolean;
  /** The trip under way; null when there is none, undefined until Atlas has said. */
  readonly order: OrderView | null | undefined;
  /** The last trip, over and not yet dismissed: finished, or cancelled by somebody else. */
  readonly ended: OrderView | null;
  readonly dismissEnded: () => void;
  /** Shows the result of a command at once, before the subscription brings it. */
  readonly applyOrder: (order: OrderView) => void;
  /** Leaves a trip that the driver cancelled: there is nothing to show about it. */
  readonly leaveOrder: () => void;
  /** The trip that starts when the running one is finished. */
  readonly next: OrderView | null;
  /** The driver has given that one back. */
  readonly leaveNext: (orderId: string) => void;
  readonly sharing: PositionSharing;
  readonly wakeLock: WakeLockState;
  readonly background: BackgroundSpell;
}

export const DriveContext = createContext<Drive | null>(null);

/** The driver's state; throws outside DriveProvider. */
export function useDrive(): Drive {
  const drive = use(DriveContext);
  if (drive === null) throw new Error("useDrive needs a DriveProvider above it");
  return drive;
}
