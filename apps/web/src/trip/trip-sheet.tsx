"use client";
import { Sheet } from "@atlas/ui/sheet";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Order } from "../views.ts";
import { CancelDialog } from "./cancel-dialog.tsx";
import { EndedPanel } from "./ended-panel.tsx";
import { FinishedPanel } from "./finished-panel.tsx";
import { OnTheWayPanel } from "./on-the-way-panel.tsx";
import { SearchingPanel } from "./searching-panel.tsx";
import type { DriverPosition } from "./use-driver-position.ts";

interface TripSheetProps {
  readonly order: Order;
  readonly position: DriverPosition | null;
  /** The rider has seen how it ended. */
  readonly onDone: () => void;
  /** The rider wants the same trip once more. */
  readonly onAgain: () => void;
}

/** What a rider needs to know and can do at each state of the trip. */
export function TripSheet({ order, position, onDone, onAgain }: TripSheetProps): ReactNode {
  const t = useTranslations("trip");
  const [isCancelling, setIsCancelling] = useState(false);
  const cancel = (): void => setIsCancelling(true);
  return (
    <>
      {order.status === "CREATED" ? (
        <SearchingPanel order={order} onCancel={cancel} />
      ) : order.status === "MATCHED" || order.status === "ARRIVED" || order.status === "STARTED" ? (
        <OnTheWayPanel key={order.status} order={order} position={position} onCancel={cancel} />
      ) : order.status === "FINISHED" ? (
        <FinishedPanel order={order} onDone={onDone} />
      ) : (
        <Sheet label={t("endedTitle")}>
          <EndedPanel order={order} onDone={onDone} onAgain={onAgain} />
        </Sheet>
      )}
      <CancelDialog order={order} isOpen={isCancelling} onClose={() => setIsCancelling(false)} />
    </>
  );
}
