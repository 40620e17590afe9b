"use client";
import { Button } from "@atlas/ui/button";
import { Card } from "@atlas/ui/card";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { OrderView } from "../views.ts";
import { CancelDialog } from "./cancel-dialog.tsx";
import { Leg } from "./leg.tsx";

/** The trip that waits for the running one to be finished. */
export function NextTripCard({ order }: { readonly order: OrderView }): ReactNode {
  const t = useTranslations("trip.next");
  const [isGivingBack, setIsGivingBack] = useState(false);
  return (
    <Card className="flex flex-col gap-3" role="status">
      <div className="flex items-center justify-between gap-3">
        <div className="min-w-0">
          <h2 className="text-sm font-semibold text-muted">{t("title")}</h2>
          <p className="truncate text-lg font-bold">{t("pickUp", { name: order.riderName })}</p>
        </div>
        <Button variant="quiet" onClick={() => setIsGivingBack(true)}>
          {t("giveBack")}
        </Button>
      </div>
      <Leg kind="pickup" label={order.pickup.label} />
      <Leg kind="dropoff" label={order.dropoff.label} />
      <CancelDialog order={order} isOpen={isGivingBack} onClose={() => setIsGivingBack(false)} />
    </Card>
  );
}
